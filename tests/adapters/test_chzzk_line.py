"""What the bot's lines look like in Chzzk's chat, how their echoes are known, when to ping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chzzk.echoes import Echoes
from adapters.chzzk.heartbeat import Heartbeat
from adapters.chzzk.line import LONGEST, MARK, tagged, whole, width
from core.safety.helplines import Helplines
from core.safety.levels import Kind, Level, Triage

NOW = 1_000_000.0


def test_a_line_carries_tag_and_mark_within_the_limit() -> None:
    assert tagged("온유", "천천히 같이 봐요.") == f"[🤖온유]{MARK} 천천히 같이 봐요."
    assert tagged("러블름", "여러\n 줄").endswith("여러 줄")
    long = tagged("온유", "한 문장이에요. " * 20)
    assert len(long) <= LONGEST
    assert long.endswith("한 문장이에요.")


@given(st.text(max_size=300), st.text(max_size=40))
def test_no_line_is_too_long_however_letters_are_counted(text: str, name: str) -> None:
    line = tagged(name, text)
    assert len(line) <= width(line) <= LONGEST


@pytest.mark.parametrize(
    ("length", "head", "tail"),
    [
        (80, f"[🤖러블름]{MARK} ", ""),
        (94, f"[🤖]{MARK} ", ""),
        (99, "", MARK),
        (100, "", ""),
    ],
)
def test_a_crisis_text_is_whole_at_any_length(length: int, head: str, tail: str) -> None:
    text = "가" * length
    assert whole("러블름", text) == head + text + tail


def test_every_reviewed_crisis_text_arrives_whole() -> None:
    lines = Helplines.load()
    for kind in Kind:
        for level in (Level.EXPLICIT, Level.INDIRECT):
            for turn in range(8):
                for text in (
                    lines.answer(Triage(level, kind), turn),
                    lines.follow_up(Triage(level, kind), turn),
                ):
                    said = whole("러블름", text)
                    assert text in said
                    assert len(said) <= LONGEST


def test_echoes_are_known_marked_stripped_and_reworded() -> None:
    echoes = Echoes()
    line = tagged("온유", "먼저  연락해 볼까요?")
    echoes.say(line, NOW)
    assert echoes.ours(line, NOW)
    assert echoes.ours(line.replace(MARK, ""), NOW + 1)
    assert echoes.ours("[🤖온유] 먼저 ** 볼까요?", NOW + 1)
    assert echoes.ours("[ 온유 ] 먼저 ** 볼까요?", NOW + 1), "without its emoji too"
    bare = "가" * 100
    echoes.say(bare, NOW)
    assert echoes.ours(bare, NOW + 59)
    assert not echoes.ours(bare, NOW + 61)
    assert echoes.ours(line, NOW + 999), "the mark alone tells, whoever said it and when"


@pytest.mark.parametrize(
    "text",
    ["안녕하세요", "먼저 연락해 볼까요?", "[공지] 온유", "[🤖도건] 나도 봇 흉내", "👩‍❤️‍👨", ""],
)
def test_the_streamer_is_heard(text: str) -> None:
    echoes = Echoes()
    echoes.say(tagged("온유", "먼저 연락해 볼까요?"), NOW)
    assert not echoes.ours(text, NOW)


def test_a_refused_line_silences_nobody() -> None:
    echoes = Echoes()
    echoes.unsay(echoes.say("안녕", NOW))
    assert not echoes.ours("안녕", NOW)


def test_one_echo_confirms_one_line() -> None:
    echoes = Echoes()
    first, second = echoes.say("같은 말", NOW), echoes.say("같은 말", NOW)
    assert echoes.ours("같은 말", NOW)
    assert (first.heard.is_set(), second.heard.is_set()) == (True, False)


def test_heartbeat() -> None:
    heart = Heartbeat(25_000, 60_000, 0.0)
    assert (heart.ping_due(24.9), heart.ping_due(25.0)) == (False, True)
    heart.pinged(25.0)
    assert (heart.silent(39.9), heart.silent(40.0)) == (False, True), "60 s are not waited for"
    heart.frame(39.9)
    assert not heart.silent(60.0)
    assert heart.wait(40.0) == 10.0


@pytest.mark.parametrize("announced", [None, 0, -5])
def test_a_heartbeat_without_numbers(announced: float | None) -> None:
    heart = Heartbeat(announced, announced, 0.0)
    assert heart.wait(0.0) == 25.0
