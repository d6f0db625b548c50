"""What a streamer can decide, as panels are made from it and give it back."""

import re

import msgspec
import pytest

from core.channels.english import ENGLISH
from core.channels.setting_fields import changed, fields, renames
from core.channels.settings import FIRST, Bare, ChannelSettings, Level, Mode
from core.errors import BadInput

HANGUL = re.compile("[가-힣]")
FIELDS = {field.key: field for field in fields()}


def test_every_field_can_be_shown() -> None:
    assert FIELDS
    for field in FIELDS.values():
        assert field.title
        assert field.help
        assert field.kind in ("choice", "switch", "number", "text", "several")
        assert field.level in (Level.MANAGER, Level.STREAMER)
        assert bool(field.choices) is (field.kind == "choice")
        assert bool(field.of) is (field.kind == "several")
        if field.kind == "choice":
            assert str(getattr(ChannelSettings(), field.key)) in field.choices
        if field.kind == "number":
            assert field.least <= getattr(ChannelSettings(), field.key) <= field.most
        if field.kind == "text":
            assert field.longest > 0


def test_every_field_has_its_english() -> None:
    assert {*ENGLISH} == {*FIELDS}
    for field in FIELDS.values():
        english = field.english
        assert {*english.choices} == {*field.choices}, field.key
        assert bool(english.unit) is bool(field.unit)
        named = (english.title, *english.choices.values(), english.unit)
        assert all(english.choices.values())
        assert english.title
        assert english.help
        assert not HANGUL.search(" ".join(named).replace("!럽", "")), field.key
        # Commands that have no English name, and examples of them, apart.
        told = re.sub("`[^`]*`|상담=|영화=", "", english.help)
        assert not HANGUL.search(told), field.key


def test_what_has_commands_of_its_own_is_not_shown() -> None:
    hidden = {field.name for field in msgspec.structs.fields(ChannelSettings)} - {*FIELDS}
    assert {"banned_words", "protected_names", "ignored", "decided"} <= hidden


def test_what_was_stored_before_a_field_was_there_has_it_off() -> None:
    stored = msgspec.json.encode({"mode": "open", "stories": True})
    settings = msgspec.json.decode(stored, type=ChannelSettings)
    assert (settings.memory, settings.follow_up) == (False, False)
    assert not FIRST.memory
    assert not FIRST.follow_up


def test_the_first_panel_proposes_to_be_called_beside_the_existing_alert() -> None:
    assert (FIRST.mode, FIRST.announcer, FIRST.decided) == (Mode.CALLED, "channel", False)


@pytest.mark.parametrize(
    ("key", "given", "read"),
    [
        ("mode", "off", Mode.OFF),
        ("bare", "few", Bare.FEW),
        ("in_chat", "off", False),
        ("in_chat", True, True),
        ("read_from", "5,000원", 5_000),
        ("read_from", 0, 0),
        ("renamed", " 상담 = 고민상담 , !영화=!무비,", "상담=고민상담, 영화=무비"),
        ("renamed", "", ""),
        ("personas", ["onyu"], ("onyu",)),
        ("personas", (), ()),
    ],
)
def test_a_value_as_a_panel_gives_it(key: str, given: object, read: object) -> None:
    assert getattr(changed(ChannelSettings(), key, given), key) == read


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("mode", "loud"),
        ("mode", ""),
        ("in_chat", "yes"),
        ("in_chat", 1),
        ("read_from", "-1"),
        ("read_from", "많이"),
        ("read_from", "٣"),
        ("read_from", "10000001"),
        ("read_from", "9" * 5_000),
        ("renamed", "상담"),
        ("renamed", "상담=고민 상담"),
        ("renamed", "=" * 300),
        ("banned_words", ["x"]),
        ("decided", True),
        ("no_such", 1),
    ],
)
def test_what_does_not_fit_is_told_in_korean(key: str, given: object) -> None:
    with pytest.raises(BadInput, match=r"[가-힣]"):
        changed(ChannelSettings(), key, given)


def test_renames_read_as_people_write_them() -> None:
    assert renames("상담=고민, !영화=!무비") == {"상담": "고민", "영화": "무비"}
    assert renames(" , ") == {}
