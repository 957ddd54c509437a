"""The icons of the installed page, which Chromium draws out of the one that is written by hand.

    .build-python/bin/python Tests/browser/icons.py    writes them anew
"""

import os

from playwright.sync_api import sync_playwright

from server import ROOT

FOLDER = ROOT / "web" / "icons"
PAPER = "#faf7f1"
# The sizes by name; a maskable one may lose all but a circle of 80 %, so it is drawn smaller, on paper.
SIZES = {"kring-192": 192, "kring-512": 512, "maskable-512": 512}


def draw(browser, name):
    """One icon, as PNG."""
    size = SIZES[name]
    maskable = name.startswith("maskable")
    inner = size * 7 // 10 if maskable else size
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(f"""
        <body style="margin: 0; display: grid; place-items: center; height: 100vh;
          background: {PAPER if maskable else 'none'}">
        <div style="width: {inner}px; height: {inner}px">
        {(FOLDER / "kring.svg").read_text(encoding="utf-8")}</div>""")
    drawn = page.screenshot(omit_background=True)
    page.close()
    return drawn


if __name__ == "__main__":
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)
        for each in SIZES:
            (FOLDER / f"{each}.png").write_bytes(draw(chromium, each))
        chromium.close()
