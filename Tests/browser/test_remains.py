"""«Hoe veilig is dit?» says for how long backups of a database are kept, if the server has one."""

import pytest

from group import hook


@pytest.fixture
def start(browser, server):
    """A function that opens the start page in a language, and there what it says of safety."""
    contexts = []

    def opened(locale, listing=None):
        contexts.append(browser.new_context(locale=locale))
        page = contexts[-1].new_page()
        if listing is not None:
            page.route("**/.well-known/kring.json", lambda route: route.fulfill(json=listing))
        with page.expect_response("**/.well-known/kring.json") as answer:
            page.goto(server.address)
            page.locator(hook("safety")).click()
        assert answer.value.ok
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("locale", "words"), [
    ("nl-NL", "resten kunnen tot 30 dagen in reservekopieën staan"),
    ("en-GB", "remnants may stay in backups for up to 30 days")])
def test_with_a_database_the_days_of_its_backups_are_told_before_a_meeting(start, locale, words):
    page = start(locale, {"v": 1, "keys": [], "retention_days": 30})
    remains = page.locator(hook("remains"))
    remains.wait_for()
    # A number may be wrapped in marks of direction.
    assert words in "".join(mark for mark in remains.inner_text() if mark not in "\u2068\u2069")


def test_a_server_with_a_folder_speaks_of_no_backups(start):
    page = start("nl-NL")
    # Its listing is here, and so the dialog as it stays.
    page.wait_for_load_state("networkidle")
    assert page.locator(hook("dialog-safety")).is_visible()
    assert page.locator(hook("remains")).count() == 0
