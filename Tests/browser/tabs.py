"""A Chromium whose tabs can be frozen, as browsers do with tabs that nobody has looked at for long.

Playwright keeps the pages of its own Chromium visible, and Chromium freezes hidden ones only.
"""

import os
from contextlib import contextmanager

from engines import Program
from people import Person


class Tabs:
    """A Chromium of somebody who reads Dutch; `person` is in one tab, another one is empty."""

    def __init__(self, browser_type, people, name, folder):
        # Chromium refuses its sandbox to root.
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        self._program = Program(
            "/usr/bin/chromium", "--headless", "--remote-debugging-port=0", "--accept-lang=nl-NL",
            "--no-first-run", "--force-prefers-reduced-motion", f"--user-data-dir={folder}",
            "--window-size=420,860", *options, "about:blank", TZ="Europe/Amsterdam")
        port = self._program.says(r"ws://127\.0\.0\.1:(\d+)/")
        self._browser = browser_type.connect_over_cdp(f"http://127.0.0.1:{port}", no_defaults=True)
        context = self._browser.contexts[0]
        self._other = context.pages[0] if context.pages else context.new_page()
        self.person = people.admit(name, context)
        self.person.tabs = self
        self.person.page.bring_to_front()

    @contextmanager
    def frozen(self):
        """The tab of the person is frozen until the end of a block, and is then looked at again."""
        page = self.person.page
        page.evaluate("document.addEventListener('freeze', () => { window.isFrozen = true; })")
        session = page.context.new_cdp_session(page)
        self._other.bring_to_front()
        session.send("Page.setWebLifecycleState", {"state": "frozen"})
        assert page.evaluate("window.isFrozen"), "the tab goes on"
        yield
        session.send("Page.setWebLifecycleState", {"state": "active"})
        page.bring_to_front()
        assert page.evaluate("document.visibilityState") == "visible"
        session.detach()

    def end(self):
        """Ends it."""
        self._browser.close()
        self._program.end()
