"""What the studio's page can say in either language of what its server tells by key."""

import re
from pathlib import Path

import pytest

from adapters.studio.english import SAID, english
from adapters.studio.refusals import NOT_INVITED
from core.channels.setting_fields import changed
from core.channels.settings import ChannelSettings
from core.channels.waiting import BECAUSE, GIVEN
from core.errors import BadInput
from core.safety.levels import Kind

ROOT = Path(__file__).parents[2]
HANGUL = re.compile("[가-힣]")
TEXTS = (ROOT / "adapters/studio/static/texts.js").read_text("utf-8")
PLACE = re.compile(r"\{\w+\}")


def worded(key: str) -> bool:
    """Whether the page has a text of that key, in Korean and in English."""
    found = re.search(rf'^  {key}: \["([^"]+)", "([^"]+)"\],$', TEXTS, re.MULTILINE)
    return found is not None and bool(HANGUL.search(found[1])) and not HANGUL.search(found[2])


def test_every_reason_of_the_queue_has_words() -> None:
    without = [what for what in BECAUSE if what != GIVEN and not worded(f"why_{what}")]
    assert without == []


def test_every_kind_of_crisis_has_words() -> None:
    assert [kind for kind in Kind if not worded(f"crisis_{kind}")] == []
    assert worded("crisis")


def test_every_refusal_in_english_is_one_that_is_said() -> None:
    sources = "".join(
        path.read_text("utf-8")
        for folder in ("core", "adapters/studio")
        for path in (ROOT / folder).rglob("*.py")
        if path != ROOT / "adapters/studio/english.py"
    )
    for korean, said in SAID.items():
        assert all(part in sources for part in PLACE.split(korean)), korean
        assert {*PLACE.findall(said)} <= {*PLACE.findall(korean)}, korean
        assert not HANGUL.search(re.sub("`[^`]*`", "", said)), said


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("read_from", "많이", "Read from: that must be a number."),
        ("read_from", "99999999", "Read from: from 0 to 10,000,000."),
        ("renamed", "가" * 999, "Names of commands: at most 200 characters."),
        ("mode", "loud", "Mode: that cannot be chosen."),
    ],
)
def test_a_refused_setting_is_named_in_english(key: str, value: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        changed(ChannelSettings(), key, value)
    assert english(str(refused.value)) == told


def test_what_has_no_english_says_so() -> None:
    assert english(NOT_INVITED.message)
    assert english("그 밖의 말이에요.") == ""
