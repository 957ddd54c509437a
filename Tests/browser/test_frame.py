"""Kring in the side panel of a call: only where its host is named, and it says what is lost there."""

import functools
import http.server
import os
import threading
from pathlib import Path

import pytest

from group import hook
from server import Server


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, without a log."""

    def log_message(self, *_):
        """Stays silent."""


@pytest.fixture
def call(tmp_path):
    """A function that puts a page in a frame of another site; gives the address of that site."""
    folder = tmp_path / "call"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=folder)
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{site.server_port}"

    def show(page, url, attributes=""):
        Path(folder, "index.html").write_text(
            f'<!doctype html><title>Bellen</title><link rel="icon" href="data:,">'
            f'<iframe name="panel" width="280" height="640" {attributes} src="{url}"></iframe>',
            encoding="utf-8")
        page.goto(address)
        return page.frame_locator("[name=panel]")

    yield address, show
    site.shutdown()
    site.server_close()


@pytest.fixture
def open_page(browser, tmp_path):
    """A function that opens an empty window with a store of its own.

    Chromium forbids frames of other sites to keep anything, unless its owner allows it: then it
    holds what they keep apart for each site around them.
    """
    contexts = []

    def make(keeps=False):
        wishes = {"locale": "nl-NL", "reduced_motion": "reduce"}
        if not keeps:
            contexts.append(browser.new_context(**wishes))
        else:
            # The last list of features counts; Playwright's own would share what is kept.
            flags = ["--disable-features=Translate"]
            folder = tmp_path / "profile" / "Default"
            folder.mkdir(parents=True)
            (folder / "Preferences").write_text('{"profile": {"cookie_controls_mode": 0}}')
            contexts.append(browser.browser_type.launch_persistent_context(
                folder.parent, executable_path="/usr/bin/chromium",
                args=flags + ["--no-sandbox"] * (os.geteuid() == 0), **wishes))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def framed(tmp_path, call):
    """A server whose page the other site may frame."""
    server = Server(tmp_path / "data", "--frame-ancestors", call[0]).start()
    yield server
    server.stop()


def make_link(page, address):
    """The link of a new meeting, made in a window of its own."""
    page.goto(address)
    page.locator(hook("method")).first.wait_for()
    page.locator(hook("method-bovv6")).check()
    page.locator(hook("main-action", ':not([aria-disabled="true"])')).click()
    return page.locator(hook("invite-link")).input_value()


def come_in(panel):
    """Takes a seat in the frame."""
    panel.locator(hook("field-name")).fill("Anna")
    panel.locator(hook("tick-rules")).check()
    panel.locator(hook("main-action", ':not([aria-disabled="true"])')).click()
    panel.locator(hook("screen-lobby")).wait_for()


def test_without_a_named_host_a_frame_stays_empty(server, call, open_page):
    page = open_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    panel = call[1](page, server.address)
    panel.locator("body").wait_for(state="attached")
    assert any("frame-ancestors 'none'" in text for text in refused), refused
    assert panel.locator(hook("screen-start")).count() == 0


def test_a_frame_of_a_named_host_holds_a_seat_of_its_own_and_says_so(framed, call, open_page):
    link = make_link(open_page(), framed.address)
    page = open_page(keeps=True)
    panel = call[1](page, link)
    assert "een andere site" in panel.locator(hook("keeps")).inner_text()
    come_in(panel)
    page.reload()
    panel.locator(hook("screen-lobby")).wait_for()
    # The same browser by itself has another store.
    alone = page.context.new_page()
    alone.goto(link)
    alone.locator(hook("screen-join")).wait_for()
    assert alone.locator(hook("keeps")).count() == 0


def test_a_frame_that_may_keep_nothing_says_what_that_costs(framed, call, open_page):
    link = make_link(open_page(), framed.address)
    panel = call[1](open_page(), link)
    assert "niets van Kring bewaren" in panel.locator(hook("keeps")).inner_text()
    come_in(panel)


def test_a_frame_whose_scripts_have_no_origin_is_not_blank(framed, call, open_page):
    panel = call[1](open_page(), framed.address, 'sandbox="allow-scripts"')
    panel.get_by_text("Een ogenblik").wait_for()
