"""Photographs every canned screen in every look, and puts the pictures on contact sheets.

    Tests/browser/look.py [NAME…] [--sizes 320,420] [--themes dark] [--languages en] [--axe]

Without names: all of `scenes.py`. Pictures and sheets lie in .build-look; `*-1.png` and so on are what
lies further down. With `--axe` nothing is photographed, and axe looks instead. Says what is wrong with a
page, and exits with 1 then.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from axe import broken, faults
from contact import contact_sheet
from people import SIZES
from scenes import CURTAIN, raised, scenes, show
from server import ROOT, Server

FOLDER = ROOT / ".build-look"
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
# How a sheet is filled, so that its texts can be read: pictures in a row, rows, pixels of a picture.
SHEETS = {320: (5, 2, 320), 420: (4, 2, 378), 1280: (2, 2, 880)}
# How many windows full of a long page are photographed.
FURTHER = 6

# Scrolls what scrolls in the window, or in the dialog that is open, by so many windows; says whether
# anything moved. One line stays in sight.
SCROLL = """
(pages) => {
  const inside = document.querySelector('dialog[open]') ?? document.body;
  const parts = [inside, ...inside.querySelectorAll('*')].filter((node) => node.scrollHeight
    > node.clientHeight + 40 && /auto|scroll/.test(getComputedStyle(node).overflowY));
  return parts.map((node) => {
    const before = node.scrollTop;
    node.scrollTop = pages * (node.clientHeight - 30);
    return node.scrollTop > before + 8;
  }).some(Boolean);
}
"""


class Looking:
    """Takes the pictures: `pictures` by look, `troubles` as lines."""

    def __init__(self, browser, address, axe):
        self.browser, self.address, self.axe = browser, address, axe
        self.pictures, self.troubles = {}, []
        self.name = ""

    def look(self, every, width, theme, language):
        """Photographs all scenes in one look, on one page that is not loaded again."""
        context = self.browser.new_context(locale=LOCALES[language], timezone_id="Europe/Amsterdam",
            viewport={"width": width, "height": SIZES[width]}, color_scheme=theme,
            reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(12_000)
        self.name = "the first page"
        page.on("pageerror", lambda error: self.told([("error", str(error))]))
        page.goto(self.address + CURTAIN)
        raised(page)
        taken = self.pictures[width, theme, language] = []
        for scene in every:
            self.name = f"{scene.name}-{width}-{theme}-{language}"
            try:
                show(page, scene, language)
                if self.axe:
                    self.told(faults(page))
                else:
                    taken += self.windows(page, self.name, theme == "light")
                self.told(broken(page))
            except Error as error:
                self.told([("not shown", str(error).splitlines()[0])])
        context.close()

    def told(self, found):
        """Says at once what is wrong with a scene, and counts it."""
        for fault, where in found:
            self.troubles.append(f"{self.name}: {fault}: {where}")
            print(self.troubles[-1], flush=True)

    def windows(self, page, name, further):
        """What a page shows, and what lies further down where that is wanted."""
        yield self.shoot(page, name)
        for number in range(1, FURTHER if further else 1):
            if not page.evaluate(SCROLL, number):
                break
            yield self.shoot(page, f"{name}-{number}")

    @staticmethod
    def shoot(page, name):
        """Keeps what the window shows."""
        path = FOLDER / f"{name}.png"
        page.screenshot(path=path, animations="disabled")
        return path

    def sheets(self):
        """Puts the pictures of each look on sheets and returns how many there are."""
        number = 0
        for (width, theme, language), pictures in self.pictures.items():
            in_a_row, rows, size = SHEETS[width]
            for first in range(0, len(pictures), in_a_row * rows):
                name = f"sheet-{width}-{theme}-{language}-{first // (in_a_row * rows) + 1:02}.png"
                contact_sheet(self.browser, pictures[first:first + in_a_row * rows], FOLDER / name,
                              width=size, in_a_row=in_a_row, named=True)
                number += 1
        return number


def wishes():
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="how the names of scenes begin")
    for name, usual in [("sizes", ",".join(map(str, SIZES))), ("themes", "light,dark"),
                        ("languages", "nl,en")]:
        parser.add_argument(f"--{name}", default=usual, help=f"usually {usual}")
    parser.add_argument("--axe", action="store_true", help="let axe look, and take no pictures")
    return parser.parse_args()


def main():
    """Takes the pictures that were asked for."""
    wanted = wishes()
    looks = [(int(width), theme, language) for width in wanted.sizes.split(",")
             for theme in wanted.themes.split(",") for language in wanted.languages.split(",")]
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("sheet-*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        web = Path(folder) / "web"
        shutil.copytree(ROOT / "web", web)
        shutil.copytree(ROOT / "Tests/browser/fixtures", web / "look")
        server = Server(Path(folder) / "data", web=web)
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        try:
            server.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)
                looking = Looking(browser, server.address, wanted.axe)
                for look in looks:
                    looking.look(scenes(wanted.names), *look)
                number = looking.sheets()
                browser.close()
        finally:
            server.stop()
    print(f"{len(looking.troubles)} troubles on {len(scenes(wanted.names))} screens in {len(looks)} looks; "
          f"{sum(map(len, looking.pictures.values()))} pictures, {number} sheets in {FOLDER}")
    return 1 if looking.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
