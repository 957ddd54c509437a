"""What is served to people: few files, named by what is in them, compressed, and asked for relatively."""

import json
import re
import shutil
import subprocess

import pytest

from checks import WEB

NAMED_BY_CONTENT = re.compile(r"-[A-Z0-9]{8}\.(js|css|svg|png|webmanifest)$")


def bundle(web, folder):
    """Packs the sources into a folder; what is there by name."""
    subprocess.run([web / "bundle.sh", folder], check=True, timeout=120)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The bundle."""
    return bundle(WEB, tmp_path_factory.mktemp("page") / "made")


def imported(made, name):
    """What a script cannot run without, however far."""
    names = re.findall(rb'(?:from|import)"\./([^"]+)"', made[name])
    return {found for each in names for found in {each.decode(), *imported(made, each.decode())}}


def test_every_file_but_the_page_is_named_by_its_content_and_compressed(made):
    # Robots know their file by its name; it is too short for brotli.
    files = {name for name in made if not name.endswith(".br")} - {"robots.txt"}
    assert made["robots.txt"] == (WEB / "robots.txt").read_bytes()
    assert {name for name in files if not NAMED_BY_CONTENT.search(name)} == {"index.html", "proof.html"}
    # A picture of dots is compressed already.
    packed = {name for name in files if not name.endswith(".png")}
    assert {name for name in files if f"{name}.br" in made} == packed
    for name in packed:
        assert len(made[f"{name}.br"]) < len(made[name]), name


@pytest.mark.parametrize(("name", "script"), [("index.html", "app-"), ("proof.html", "proofpage-")])
def test_a_page_asks_relatively_for_what_is_there_and_for_all_that_its_script_needs(made, name, script):
    page = made[name].decode()
    asked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(asked) >= 3 and set(asked) <= set(made), asked
    (start,) = [each for each in asked if each.startswith(script)]
    assert imported(made, start) <= set(asked)
    assert "<script>" not in page and "style=" not in page


def test_the_manifest_begins_right_below_the_page_and_names_icons_that_are_there(made):
    (name,) = re.findall(r'<link rel="manifest" href="([^"]+)"', made["index.html"].decode())
    manifest = json.loads(made[name])
    assert "/" not in name and manifest["start_url"] == manifest["scope"] == "."
    icons = {icon["src"]: icon for icon in manifest["icons"]}
    assert set(icons) <= set(made) and len(icons) == 4
    for source, icon in icons.items():
        if icon["type"] == "image/png":
            width, height = (int.from_bytes(made[source][at:at + 4]) for at in (16, 20))
            assert icon["sizes"] == f"{width}x{height}" and made[source][:4] == b"\x89PNG"
    assert {icon.get("purpose", "any") for icon in manifest["icons"]} == {"any", "maskable"}


def test_no_script_asks_from_the_root_of_the_host(made):
    for name, content in made.items():
        if name.endswith(".js"):
            assert re.findall(rb'(?:from|import)\(?"/', content) == [], name


def test_the_same_sources_give_the_same_files_and_one_word_gives_another_name(made, tmp_path):
    copy = shutil.copytree(WEB, tmp_path / "web")
    assert bundle(copy, tmp_path / "again") == made
    english = copy / "i18n" / "en.js"
    english.write_text(english.read_text().replace("'close': 'Close'", "'close': 'Shut'"))
    changed = bundle(copy, tmp_path / "changed")
    gone = {name.split("-")[0] for name in set(made) - set(changed)}
    assert "en" in gone and "nl" not in gone and "all" not in gone, gone
    assert changed["index.html"] != made["index.html"]


def test_a_folder_made_before_is_made_anew(tmp_path):
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "gone-ABCDEFGH.js").write_text("old")
    assert "gone-ABCDEFGH.js" not in bundle(WEB, folder)


def test_sources_that_cannot_be_packed_leave_what_was_there(tmp_path):
    copy = shutil.copytree(WEB, tmp_path / "web")
    folder = tmp_path / "page"
    before = bundle(copy, folder)
    (copy / "app.js").write_text("import './nowhere.js';")
    done = subprocess.run([copy / "bundle.sh", folder], capture_output=True, text=True, check=False,
                          timeout=120)
    assert done.returncode != 0 and "nowhere.js" in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if ".new-" in path.name] == []
