"""The page can be installed as an app, also below a path, and costs nothing before it is."""

import base64

import pytest

from group import hook
from icons import FOLDER, SIZES, draw
from server import Server

# How far two pictures lie apart, for each colour of each dot, from 0 to 255.
APART = """
async (pictures) => {
  const [one, other] = await Promise.all(pictures.map(async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height).data;
  }));
  if (one.length !== other.length) return 255;
  return one.reduce((sum, colour, at) => sum + Math.abs(colour - other[at]), 0) / one.length;
}
"""


@pytest.fixture
def page(browser):
    """An empty window."""
    context = browser.new_context(locale="nl-NL")
    yield context.new_page()
    context.close()


def test_a_browser_finds_nothing_that_would_keep_it_from_installing_the_page(tmp_path, page):
    server = Server(tmp_path / "data", "--base", "/kring/").start()
    try:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        start = f"{server.address}/kring/"
        page.goto(start)
        page.locator(hook("method")).first.wait_for()
        assert not [url for url in asked if "manifest" in url or ".png" in url]
        tools = page.context.new_cdp_session(page)
        found = tools.send("Page.getAppManifest")
        assert found["errors"] == [] and "/kring/manifest-" in found["url"]
        assert found["manifest"]["startUrl"] == found["manifest"]["scope"] == start
        errors = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert {error["errorId"] for error in errors} <= {"in-incognito"}, errors
        answer = page.request.get(found["url"])
        assert answer.headers["content-type"] == "application/manifest+json"
        assert "immutable" in answer.headers["cache-control"]
    finally:
        server.stop()


@pytest.mark.parametrize("name", SIZES)
def test_an_icon_is_what_the_one_drawn_by_hand_shows(browser, page, name):
    kept = (FOLDER / f"{name}.png").read_bytes()
    pictures = [base64.b64encode(each).decode() for each in (kept, draw(browser, name))]
    assert page.evaluate(APART, pictures) < 2
