"""A method that only the tests have is played from the lobby to the report: every kind of question."""

import json

from group import Group, hook
from keyboard import Keyboard
from server import ROOT
from axe import Examiner

FILE = ROOT / "Tests/browser/fixtures/every.json"
NAMES = ["Anna", "Bram", "Celine", "Daan"]
CORNERS = ["kwaliteit", "valkuil", "uitdaging", "allergie"]


def test_a_method_of_the_tests_alone_is_played_by_a_presenter_and_another_without_a_mouse(server, people):
    group = Group(people, server, NAMES)
    keys = {name: Keyboard(group.page(name)) for name in ("Bram", "Celine")}
    examiner = Examiner(group)
    make(group)
    group.come_in()
    for name in keys:
        group.page(name).set_viewport_size({"width": 420, "height": 640})
    group.begin("Bram")
    tell(group, keys["Bram"])
    fill_in(group, keys, examiner)
    compare(group, examiner)
    weigh(group, keys["Bram"], examiner)
    wear_a_hat(group, keys["Celine"], examiner)
    vote(group, keys["Celine"], examiner)
    play(group, keys["Bram"], examiner)
    decide(group, keys["Bram"])
    report(group, examiner)
    examiner.none_found()


def make(group):
    page = group.people["Anna"].open(group.server.address)
    page.locator(hook("own")).click()
    page.locator(hook("own-method")).set_input_files(FILE)
    page.locator(hook("method-alles", ":checked")).wait_for()
    group.press("Anna")
    page.locator(hook("screen-invite")).wait_for()
    group.link = page.locator(hook("invite-link")).input_value()


def tell(group, keys):
    group.go("1.vertel")
    page = group.page("Bram")
    # The first case is usually of the first kind, which asks in its own words.
    page.get_by_text("Wat gebeurde er op je werk?").first.wait_for()
    keys.reach("rating-soort-werk")
    keys.press("ArrowRight")
    page.get_by_text("Wat deed je voor klanten?").first.wait_for()
    keys.reach("field-casus")
    keys.type("Een klant belt elke dag.")
    keys.reach("field-vraag")
    keys.type("Hoe kan ik rust houden?")
    keys.main("lay-down")
    group.sees("Daan", "Hoe kan ik rust houden?")
    keys.reach("rating-zin-0")
    keys.press("ArrowRight", "ArrowRight")
    group.page("Daan").locator(hook("spread-zin")).get_by_text("1× · Bram").first.wait_for()


def fill_in(group, keys, examiner):
    group.go("1.schrijf")
    for name, field in (("Bram", "eigen"), ("Celine", "gehoord")):
        for corner in CORNERS:
            keys[name].reach(f"field-{field}-{corner}")
            keys[name].type(f"{corner} van {name}")
        keys[name].press("Control+Enter")
        group.page(name).locator(hook("own-card")).wait_for()
        keys[name].reach("point-stip-x")
        keys[name].press("ArrowRight", "ArrowRight", "ArrowRight")
        keys[name].reach("point-stip-y")
        keys[name].press("ArrowUp")
        group.page(name).get_by_text("samen 30%, boven 10%").first.wait_for()
    examiner.look("filling in", "Bram", "Celine")
    for name in ("Anna", "Daan"):
        page = group.page(name)
        for corner in CORNERS[:2]:
            page.locator(hook(f"field-gehoord-{corner}")).fill(f"{corner} van {name}")
        group.press(name, "lay-down")
        page.locator(hook("own-card")).wait_for()
        plane = page.locator(hook("point-stip")).locator("svg")
        plane.scroll_into_view_if_needed()
        box = plane.bounding_box()
        # Drawn from the middle to the left, and up.
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4, steps=4)
        page.mouse.up()
        page.get_by_text("aanvallend: tegen 50%, boven 20%").first.wait_for()


def compare(group, examiner):
    group.press("Anna", "show-cards")
    group.in_step("1.vergelijk")
    for name in NAMES:
        # Two sets are opened at once; what the presenter wrote waits for its own step.
        group.page(name).locator(hook("square")).nth(2).wait_for()
        assert group.page(name).locator(hook("square")).count() == 3 + (name == "Bram")
        group.page(name).locator(".plane .point").nth(3).wait_for()
    assert "kwaliteit van Bram" not in group.page("Daan").locator(hook("screen-step")).inner_text()
    examiner.look("squares", "Bram", "Celine")
    group.shoot("Celine", "played-squares")
    for _ in range(3):
        group.press("Anna", "next-card")


def weigh(group, keys, examiner):
    group.go("1.reactie")
    group.press("Anna", "open-set")
    group.sees("Daan", "kwaliteit van Bram")
    first = group.page("Bram").locator('[data-test^="rating-weging-"][data-test$="-klopt"]').first
    keys.reach(first.get_attribute("data-test"))
    keys.press("ArrowRight")
    group.page("Daan").locator(hook("spread-weging")).get_by_text("schuurt", exact=True).first.wait_for()
    keys.reach("rating-vorm-rondje")
    keys.press("ArrowRight")
    group.page("Daan").locator(hook("spread-vorm")).get_by_text("1× · Bram").first.wait_for()
    examiner.look("weighing", "Bram", "Daan")
    group.shoot("Bram", "played-weighing")


def wear_a_hat(group, keys, examiner):
    group.go("1.hoed")
    for name in NAMES:
        page = group.page(name)
        assert page.locator(hook("lens")).inner_text().strip() == "Rode hoed"
        assert "uitspelen" in page.locator(hook("kept")).inner_text()
        group.write(name, f"Dat voelt {name} erbij.")
        page.locator(hook("own-card")).wait_for()
    examiner.look("a hat", "Bram", "Celine")
    group.press("Anna", "show-cards")
    group.in_step("1.praat")
    group.page("Bram").locator(hook("card")).nth(3).wait_for()
    assert group.page("Bram").locator(hook("note-line")).count() == 0
    keys.reach("field-plan-what")
    keys.type("Een gesprek plannen")
    keys.press("Control+Enter")
    group.sees("Daan", "Een gesprek plannen")
    keys.reach("rating-eens-ja")
    keys.press("Space")
    group.page("Daan").locator(hook("spread-eens")).get_by_text("1× · Celine").first.wait_for()
    examiner.look("a talk", "Celine", "Daan")


def vote(group, keys, examiner):
    group.go("1.stem")
    keys.reach(group.page("Celine").locator('input[data-test^="rating-raakt-"]').first
               .get_attribute("data-test"))
    keys.press("Space")
    for name in NAMES:
        page = group.page(name)
        if name == "Celine":
            keys.reach("rating-veilig-1")
            keys.press("ArrowRight")
        else:
            page.locator(hook("rating-veilig-4")).check(force=True)
        page.locator('[name="rating-veilig"]:checked').wait_for(state="attached")
    examiner.look("voting", "Celine", "Bram")
    group.press("Anna", "show-cards")
    group.in_step("1.spel")
    group.page("Bram").locator(hook("spread-veilig")).wait_for()
    group.page("Bram").locator(hook("spread-raakt")).get_by_text("1× · Celine").first.wait_for()


def play(group, keys, examiner):
    keys.reach("role-play")
    keys.press("Enter")
    group.page("Daan").locator(hook("role")).get_by_text("Bram").first.wait_for()
    group.tap("Daan", "role-play")
    group.page("Bram").locator(hook("role")).get_by_text("Daan").first.wait_for()
    examiner.look("a scene", "Bram", "Celine")
    group.tap("Anna", "scene-done")
    for name in ("Bram", "Daan"):
        group.page(name).locator(hook("out-of-role")).wait_for()
    assert group.page("Celine").locator(hook("out-of-role")).count() == 0
    examiner.look("out of a role", "Bram")
    keys.reach("own-name", back=True)
    keys.press("Enter")
    group.page("Bram").locator(hook("out-of-role")).wait_for(state="detached")
    group.page("Celine").locator(hook("point-gezien-x")).press("ArrowLeft")
    group.page("Celine").get_by_text("tegen 10%").first.wait_for()
    group.press("Anna", "open-set")
    group.page("Bram").locator(hook("spread-gezien")).wait_for()


def decide(group, keys):
    group.go("1.besluit")
    keys.reach("field-besluit")
    keys.type("Ik bel zelf.")
    keys.reach("field-acties-what")
    keys.type("Bellen")
    keys.main("lay-down")
    group.sees("Daan", "Ik bel zelf.")
    keys.reach("point-plek-y")
    keys.press("ArrowUp")
    group.page("Daan").locator(hook("spread-plek")).get_by_text("boven 10%").first.wait_for()


def report(group, examiner):
    group.more("Anna", "close")
    group.tap("Anna", "close-session")
    page = group.page("Bram")
    page.locator(hook("screen-end")).wait_for()
    group.press("Bram")
    page.locator(hook("report")).wait_for()
    read = page.locator(hook("report")).inner_text()
    for words in ["zaken", "Een klant belt elke dag.", "kwaliteit van Bram", "valkuil van Celine",
                  "schuurt", "uitspelen", "Rode hoed", "Dat voelt Daan erbij.", "Een gesprek plannen",
                  "boven 10%", "Ik bel zelf.", "Bellen"]:
        assert words in read, words
    assert page.locator(".squares .square").count() == 4
    assert page.locator(".report svg.plane").count() == 3
    assert page.locator(".drawn-bar").count() >= 5
    examiner.look("the report", "Bram")
    group.shoot("Bram", "played-report")
    with page.expect_download() as kept:
        group.tap("Bram", "save-json")
    made = json.loads(kept.value.path().read_text(encoding="utf-8"))
    assert made["cases"][0]["kind"] == {"nl": "zaken", "en": "business"}
    assert made["cases"][0]["actions"] == [{"what": "Bellen", "who": "", "due": ""}]
