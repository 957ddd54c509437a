"""The page's scripts are checked as the Swift is: each checker passes, and finds a planted fault."""

import re
import shutil

import pytest

from checks import ROOT, WEB, rule_faults, type_faults, unchecked, untyped


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """A folder for what the type checker keeps."""
    return tmp_path_factory.mktemp("deno")


@pytest.fixture
def copy(tmp_path):
    """A copy of the page to plant faults in."""
    return shutil.copytree(WEB, tmp_path / "web")


def plant(path, old, new):
    """Changes the first place of a script where the old text stands."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer says {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_value_is_of_the_type_it_is_used_as(cache):
    assert type_faults(WEB, cache) == ""


def test_no_rule_of_the_linter_is_broken():
    assert rule_faults(WEB, ROOT / "Tests/WebTests", ROOT / "Tests/browser/fixtures") == ""


def test_the_client_the_moment_and_the_items_have_a_type_everywhere():
    assert untyped(WEB) == []


def test_every_script_lets_its_types_be_checked():
    assert unchecked(WEB) == []


@pytest.mark.parametrize(("script", "old", "new", "fault"), [
    ("kit/now.js", "this.state.chair", "this.state.chairman", r"'chairman' does not exist"),
    ("screens/room.js", "this.client.background(", "this.client.backgound(", r"'backgound'"),
    ("core/moment.js", "step.case - 1", "step.number - 1", r"'number' does not exist"),
])
def test_a_wrong_field_name_is_found(copy, cache, script, old, new, fault):
    plant(copy / script, old, new)
    faults = type_faults(copy, cache)
    assert re.search(fault, faults), faults or "nothing was found"


@pytest.mark.parametrize(("planted", "rule"), [
    ("import {clockOf} from '../i18n/index.js';", "no-unused-vars"),
    ("import '../screens/app.js';", "no-cycle"),
    ("if (performance.now() == '3') throw new Error('three');", "eqeqeq"),
    ("console.log(windwo);", "no-undef"),
])
def test_a_broken_rule_is_found(copy, planted, rule):
    path = copy / "screens" / "room.js"
    plant(path, "// @ts-check\n", f"// @ts-check\n{planted}\n")
    faults = rule_faults(copy)
    assert f"({rule})" in faults, faults or "nothing was found"


@pytest.mark.parametrize("planted", [
    "/** @param {any} client */",
    "/** @param {any[]} items */",
    "(/** @type {any} */ card) => card",
    "/** @type {any} */\n  client;",
])
def test_a_client_or_an_item_without_a_type_is_found(copy, planted):
    plant(copy / "screens" / "room.js", "// @ts-check\n", f"// @ts-check\n{planted}\n")
    assert any(fault.startswith("screens/room.js") for fault in untyped(copy))


def test_a_script_that_escapes_the_check_is_found(copy):
    plant(copy / "screens" / "room.js", "// @ts-check\n", "")
    plant(copy / "screens" / "app.js", "// @ts-check\n", "// @ts-check\n// @ts-ignore\n")
    assert unchecked(copy) == ["screens/app.js", "screens/room.js"]
