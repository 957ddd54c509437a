"""Every kind of input in a real browser: axe finds nothing, and nothing scrolls sideways."""

import pytest

from group import hook
from people import shoot
from test_axe import ASKED, AXE_SCRIPT, REFERENCES, RUN

SCREENS = [("quadrant", "every", "Bram"), ("squares", "every", "Celine"), ("weighing", "every", "Bram"),
           ("weighed", "every", "Celine"), ("hat", "every", "Celine"), ("talk", "every", "Anna"),
           ("scene", "every", "Daan"), ("played", "every", "Daan"), ("place", "every", "Bram"),
           ("points", "leary", "Celine"), ("several", "hats", "Bram"), ("parts", "bovv6", "Celine"),
           ("checkout", "bovv6", "Daan"), ("form", "every", "Bram"), ("report", "bovv6", "Bram")]

# The sources' style sheet imports others, which axe would look for beside the page.
RUN_ON_SOURCES = RUN.replace("resultTypes:", "preload: false, resultTypes:")


@pytest.mark.parametrize(("screen", "method", "me"), SCREENS)
def test_who_uses_any_kind_of_input_sees_and_reaches_all_of_it(canned, people, screen, method, me):
    page = people.add(me).open(
        f"{canned}/look/look.html?screen={screen}&method={method}&me={me}&long")
    page.locator(hook("main-action")).wait_for()
    if screen == "played":
        page.locator(hook("out-of-role")).wait_for()
    if screen in ("form", "report"):
        page.locator(hook("main-action")).click()
        page.locator(hook("report")).wait_for()
    assert page.locator(hook("failed")).count() == 0
    shoot(page, f"kind-{screen}")
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(RUN_ON_SOURCES, ASKED) == []
    assert page.evaluate(REFERENCES) == []
