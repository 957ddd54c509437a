"""What every browser test starts from: a server, a browser and the people in it."""

import os
import re
import shutil
from contextlib import ExitStack

import pytest
from playwright.sync_api import sync_playwright

from group import Group
from guests import Guest
from people import SCREENSHOTS, People
from server import ROOT, Server
from tabs import Tabs


@pytest.fixture
def server(tmp_path):
    """A running kring-server with an empty data folder."""
    server = Server(tmp_path / "data")
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def canned(tmp_path_factory):
    """The address of the page's sources with the screens of canned state beside them."""
    folder = tmp_path_factory.mktemp("page") / "web"
    shutil.copytree(ROOT / "web", folder)
    shutil.copytree(ROOT / "Tests/browser/fixtures", folder / "look")
    server = Server(tmp_path_factory.mktemp("data"), web=folder)
    server.start()
    yield server.address
    server.stop()


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium."""
    # Chromium refuses its sandbox to root.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)
        yield browser
        browser.close()


@pytest.fixture
def people(browser, request):
    """A group whose pages must neither fail, nor break the content policy, nor ask others."""
    people = People(browser, request.node.name)
    yield people
    if getattr(request.node, "failed", False):
        people.photograph("failed-" + re.sub(r"\W+", "-", request.node.name))
    troubles = people.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def group(server, people):
    """Four people who have begun; Anna chairs and Bram presents."""
    group = Group(people, server, ["Anna", "Bram", "Celine", "Daan"])
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    return group


@pytest.fixture
def start(tmp_path, request):
    """A function that starts an engine for somebody."""
    guests = []

    def begin(kind, name):
        folder = tmp_path / name
        folder.mkdir()
        guests.append(Guest(name, kind(folder)))
        guests[-1].engine.start()
        guests[-1].engine.resize(420, 860)
        return guests[-1]

    yield begin
    with ExitStack() as ending:
        for guest in guests:
            ending.callback(guest.engine.end)
        if getattr(request.node, "failed", False):
            SCREENSHOTS.mkdir(exist_ok=True)
            for guest in guests:
                guest.page.screenshot(SCREENSHOTS / f"failed-engines-{guest.name}.png")


@pytest.fixture
def tabs(browser, people, tmp_path):
    """A function that gives somebody a Chromium whose tab can be frozen."""
    with ExitStack() as ending:
        def begin(name):
            made = Tabs(browser.browser_type, people, name, tmp_path / f"tabs of {name}")
            ending.callback(made.end)
            return made
        yield begin


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Lets a fixture know that its test failed."""
    report = (yield).get_result()
    if report.when == "call" and report.failed:
        item.failed = True
