"""A report on paper: A4 with numbered pages, no buttons, and every card whole."""

import io
import re

from pypdf import PdfReader

from group import hook, sideways
from server import page as bundle

# A4 in points, as PDF counts, and the width between the margins in the pixels of a page.
A4 = (595, 842)
BETWEEN_MARGINS = round((210 - 2 * 18) / 25.4 * 96)
NUMBER = r"{place}\s*/\s*{pages}"
CONTROLS = "button, input, select, textarea, summary, [role=button]"


def read(people, canned, screen="longreport"):
    """The page of who presented, with the report drawn."""
    page = people.add("Bram").open(f"{canned}/look/look.html?screen={screen}&me=Bram&long")
    page.locator(hook("main-action")).click()
    page.locator(hook("report")).wait_for()
    return page


def printed(page):
    """The pages that a browser prints, and the text of each."""
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return pdf.pages, [sheet.extract_text() for sheet in pdf.pages]


def squeezed(text):
    """A text without blanks, which a line break on paper takes away or adds."""
    return re.sub(r"\s+", "", text)


def missing(page, texts):
    """The lines of the report that are not on paper, page numbers left out."""
    pages = len(texts)
    whole = squeezed("".join(re.sub(NUMBER.format(place=place, pages=pages), "", text)
                             for place, text in enumerate(texts, 1)))
    lines = page.locator(f"{hook('report')} :is(h1, h2, h3, dt, dd, p, li, td, th)").all_inner_texts()
    assert len(lines) > 20
    return [line for line in lines if squeezed(line) not in whole]


def test_a_report_is_printed_whole_on_numbered_pages_of_a4(people, canned):
    page = read(people, canned)
    sheets, texts = printed(page)
    assert len(sheets) >= 5, "the longest report of the tests fills several pages"
    for place, (sheet, text) in enumerate(zip(sheets, texts, strict=True), 1):
        size = round(sheet.mediabox.width), round(sheet.mediabox.height)
        assert size == A4
        assert len(re.findall(NUMBER.format(place=place, pages=len(sheets)), text)) == 1, text[-80:]
    assert missing(page, texts) == []
    paper = squeezed("".join(texts))
    for card in range(1, 13):
        assert f"Kaart{card}begint" in paper and f"Kaart{card}isuit" in paper


def test_on_paper_there_is_nothing_to_press_and_nothing_too_wide(people, canned):
    page = read(people, canned)
    shown = page.locator(CONTROLS).locator("visible=true")
    assert shown.count() > 0
    page.set_viewport_size({"width": BETWEEN_MARGINS, "height": 900})
    page.emulate_media(media="print")
    assert shown.count() == 0, shown.all_inner_texts()
    assert sideways(page) == []


def test_what_would_be_cut_on_paper_is_found(people, canned):
    page = read(people, canned)
    page.locator(hook("report")).evaluate(
        "(report) => { report.style.cssText = 'height: 300px; overflow: hidden'; }")
    _, texts = printed(page)
    assert any("Kaart 12" in line for line in missing(page, texts))


def test_page_numbers_are_in_the_page_as_people_get_it():
    styles = "".join(path.read_text(encoding="utf-8") for path in bundle().glob("all-*.css"))
    assert re.search(r"@bottom-center\s*\{[^}]*counter\(pages\)", styles)
