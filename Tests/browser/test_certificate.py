"""The papers about attendance: one A4 each, with their lines in order, in both languages."""

import unicodedata

import pytest

from group import hook, sideways
from test_printed import A4, BETWEEN_MARGINS, CONTROLS, printed, squeezed

DUTCH = [
    "Bewijs van deelname — intervisie", "NaamC. van den Berg-Özdemir", "Functieadvocaat",
    "Register en nummerNOvA, A12345", "Soort bijeenkomstintervisie", "Datumdinsdag 3 maart 2026", "Begin10:02",
    "Einde12:11", "Pauze10 minuten", "Aanwezig geweest119 minuten (niet afgerond)", "Online, met beeldja",
    "Aanwezigheid vastgesteld om10:04, 11:04, 12:04", "Aantal deelnemers6", "Namen van de anderenA. Jansen, D. de Wit",
    "Begeleider / gespreksleider / moderatorA. Jansen, NOvA A11111", "Nam zelf deelja",
    "MethodeBOvV in zes stappen (Kring, versie 1)", "Casussen besproken2", "Ik bracht zelf innee",
    "Reikwijdte van de geheimhouding vooraf besprokenja, 10:03",
    "Korte, niet-inhoudelijke omschrijvingsamenwerking, werkdruk",
    "Ik bevestig dat de hierboven genoemde persoon heeft deelgenomen.",
    "A. Jansen · vastgesteld in Kring op dinsdag 3 maart 2026 om 12:04", "Handtekening:", "Handtekening deelnemer:",
    "Kenmerk: q1Zr_8zO", "Dit bewijs bevat niets over de inhoud van de bijeenkomst.",
]
ENGLISH = [
    "Certificate of attendance — peer consultation", "NameC. van den Berg-Özdemir", "Roleadvocaat",
    "Register and numberNOvA, A12345", "Kind of meetingpeer consultation", "DateTuesday, 3 March 2026", "Start10:02",
    "End12:11", "Break10 minutes", "Minutes present (not rounded)119 minutes", "Online with videoyes",
    "Presence checked at10:04, 11:04, 12:04", "Participants6", "Names of othersA. Jansen, D. de Wit",
    "Led byA. Jansen, NOvA A11111", "Took partyes", "MethodBOvV six steps (Kring, version 1)", "Cases discussed2",
    "I presentedno", "Scope of confidentiality discussed beforehandyes, 10:03",
    "Short, non-substantive descriptionworking together, workload",
    "I confirm that the person named above took part.", "A. Jansen · noted in Kring on Tuesday, 3 March 2026 at 12:04",
    "Signature:", "Signature of the participant:", "Reference: q1Zr_8zO",
    "This certificate holds nothing about the content",
]


def form(people, canned, me="Celine"):
    """The page of somebody after the close, where a proof is filled in."""
    page = people.add(me).open(f"{canned}/look/look.html?screen=proof&me={me}")
    page.locator(hook("proof")).click()
    page.locator(hook("make-proof")).wait_for()
    return page


def made(page, language="nl"):
    """Chooses what it was about and the language of the paper, and makes it."""
    for subject in ("together", "load"):
        page.locator(hook(f"tick-subject-{subject}")).check()
    page.locator(hook(f"choice-language-{language}")).check(force=True)
    page.locator(hook("make-proof")).click()
    page.locator(f"{hook('certificate')} {hook('qr')}").wait_for()


def one_sheet(page):
    """The text of what is printed, which is one A4."""
    (sheet,), (text,) = printed(page)
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4
    return text


def missing(lines, text):
    """The lines that are not on the paper behind those before them."""
    rest = squeezed(unicodedata.normalize("NFKC", text))  # a printer joins «fi»
    lost = []
    for line in map(squeezed, lines):
        before, found, after = rest.partition(line)
        rest = after if found else before
        lost += [] if found else [line]
    return lost


@pytest.mark.parametrize(("language", "lines"), [("nl", DUTCH), ("en", ENGLISH)])
def test_a_certificate_is_one_sheet_with_its_lines_in_order_in_its_language(people, canned, language, lines):
    page = form(people, canned)
    made(page, language)
    assert missing(lines, one_sheet(page)) == []


def test_a_line_that_is_not_there_or_out_of_order_is_found():
    assert missing(["a b", "c"], "ab c") == []
    assert missing(["c", "a b"], "ab c") == ["ab"]


def test_the_longest_paper_still_is_one_sheet(people, canned):
    page = form(people, canned)
    for field in ("name", "role", "register", "number", "leader", "leaderRole", "leaderNumber", "about"):
        page.locator(hook(f"field-{field}")).fill("Wijnand van der Heijden-Özdemir " * 4)
    for tick in page.locator("[data-test^=tick-subject-]").all():
        tick.check()
    page.locator(hook("make-proof")).click()
    # What stands at its foot comes last: the code, or that there is too much for one.
    code = page.locator(f"{hook('certificate')} {hook('qr')}")
    code.or_(page.get_by_text("Voor een code op papier")).first.wait_for()
    one_sheet(page)


def test_on_paper_there_is_nothing_to_press_and_nothing_too_wide(people, canned):
    page = form(people, canned)
    made(page)
    page.set_viewport_size({"width": BETWEEN_MARGINS, "height": 900})
    page.emulate_media(media="print")
    assert page.locator(CONTROLS).locator("visible=true").count() == 0
    assert sideways(page) == []


@pytest.mark.parametrize("pressed", [["make-proof"], ["make-proof", "make-list"], ["own-page"], []])
def test_nothing_is_too_wide_for_a_narrow_window(people, canned, pressed):
    page = form(people, canned, "Anna")
    page.set_viewport_size({"width": 320, "height": 640})
    for button in pressed:
        page.locator(hook(button)).click()
        page.locator(hook(button)).wait_for(state="hidden")
    assert sideways(page) == []


def test_the_list_and_the_personal_page_are_sheets_of_their_own(people, canned):
    page = form(people, canned, "Anna")
    made(page)
    page.locator(hook("make-list")).click()
    text = one_sheet(page)
    assert missing(["Presentielijst", "Naam met voorletters", "Register en nummer", "Van", "Tot", "Paraaf",
                    "A. JansenNOvA A11111", "D. de Wit"], text) == []
    assert "Bewijs" not in text
    page.locator(hook("paper-back")).click()
    page.locator(hook("own-page")).click()
    page.locator(hook("own-learned")).fill("Eerst vragen, dan pas denken.")
    text = one_sheet(page)
    assert "Eerst vragen" in text and "Jansen" not in text
    page.locator(hook("paper-back")).click()
    assert "Eerst vragen" not in one_sheet(page)
