"""Every text is asked for, and every name of a text that a script puts together has one."""

import shutil

from checks import WEB
from text_keys import keys, unasked, unwritten


def test_every_text_is_asked_for():
    assert len(keys(WEB)) > 400
    assert unasked(WEB) == []


def test_every_composed_name_has_a_text():
    assert unwritten(WEB) == []


def test_a_text_that_nothing_asks_for_and_a_name_without_text_are_found(tmp_path):
    copy = shutil.copytree(WEB, tmp_path / "web")
    dutch = copy / "i18n" / "nl.js"
    dutch.write_text(dutch.read_text().replace("  'close':", "  'left.over': 'Over',\n  'close':"))
    room = copy / "screens" / "room.js"
    room.write_text(room.read_text() + "t(`no.such.${phase}`);\nt(`stopped.${phase}`);\n")
    assert unasked(copy) == ["left.over"]
    assert unwritten(copy) == ["screens/room.js: no.such.${phase}"]
