"""People at a meeting who have Firefox or WebKit, beside those with a window of Chromium."""

import time

from engines import SECONDS
from enginepage import Page
from group import hook


class Guest:
    """A person in Firefox or WebKit, who reads Dutch."""

    def __init__(self, name, engine):
        self.name = name
        self.engine = engine
        self.page = Page(name, engine)

    def open(self, url):
        """Opens a page, and chooses Dutch where the engine does not ask for it."""
        self.page.goto(url)
        language = self.page.locator(hook("language"))
        if language.input_value() != "nl":
            language.select_option("Nederlands")
            self.page.locator('html[lang="nl"]').wait_for(state="attached")
        return self.page

    def complaints(self):
        """What went wrong on the page, but for the server that was not there."""
        return [line for line in self.engine.complaints() if "connection to" not in line]

    def download(self, ending, press=lambda: None):
        """The text of the file with an ending that is kept by a press, once it is all there.

        A browser writes under a name of its own first, and gives the file the page's name, which
        begins with «kring», when it is whole; until then that name may lead to an empty file.
        """
        press()
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            files = list(self.engine.downloads.glob(f"kring*{ending}"))
            if files and (text := files[0].read_text(encoding="utf-8")):
                return text
        raise AssertionError(f"no {ending} in {list(self.engine.downloads.iterdir())}")


class Mixed:
    """The people of a meeting: those that are named have an engine, the others Chromium."""

    def __init__(self, people, guests):
        self.people = people
        self.guests = guests

    def add(self, name, language):
        """A person with an engine of their own, or with a window of Chromium."""
        return self.guests.get(name) or self.people.add(name, language=language)
