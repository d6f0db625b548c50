"""The figures of a report, from rows alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from core.events import Viewer
from core.korea import KOREA
from core.labels import Emotion, Intent, Platform, Situation
from core.replies import Part, Reply
from core.reports.kept import Kept, KeptTurn
from core.reports.report import STEPS, Moods, Report, Skip, moods, report
from core.reports.waits import BOUNDS, wait
from core.turns import Reason, State, Turn

NOON = 1_795_316_400.0


def kept_turn(at: float = NOON, viewer: str = "v1", text: str = "고민", **fields: Any) -> KeptTurn:
    """A turn that was said three seconds later."""
    turn = Turn(
        id=f"t{at}{viewer}", platform=Platform.ROOM, channel="room", viewer=Viewer(viewer, viewer),
        text=text, event_ids=("e",), reason=Reason.WORRY, score=1.0, at=at,
        **{k: fields.pop(k) for k in ("private", "aloud", "also", "script") if k in fields},
    )  # fmt: skip
    told = {"emotion": Emotion.HURT, "intent": Intent.COUNSEL, "persona": "onyu"}
    told |= {k: fields.pop(k) for k in told if k in fields}
    reply = Reply(
        turn_id=turn.id, platform=turn.platform, channel=turn.channel, viewer=turn.viewer,
        in_reply_to=(), question="", speaker="", chat="", speech="", **told,
    )  # fmt: skip
    common: dict[str, Any] = {
        "turn": turn, "state": State.SAID, "why": "worry", "moved_at": at + 3.0, "reply": reply
    }  # fmt: skip
    return KeptTurn(**common | fields)


def counted(*turns: KeptTurn, read: dict[str, Situation] | None = None) -> Report:
    kept = Kept(
        platform=Platform.ROOM, channel="room", name="", since=NOON, until=NOON + 60, turns=turns
    )

    def situations(texts: Sequence[str]) -> list[Situation | None]:
        return [(read or {}).get(text) for text in texts]

    return report(kept, situations, lambda _: None)


@pytest.mark.parametrize(
    ("state", "why", "skip"),
    [
        (State.DROPPED, "crisis", Skip.CRISIS),
        (State.DROPPED, "too old", Skip.LATE),
        (State.DROPPED, "too old after a restart", Skip.RESTARTED),
        (State.DROPPED, "overlay only", Skip.UNWATCHED),
        (State.DROPPED, "RateLimited", Skip.LIMITED),
        (State.DROPPED, "Disconnected", Skip.DISCONNECTED),
        (State.DROPPED, "forgotten", Skip.FORGOTTEN),
        (State.DROPPED, "channel_settings", Skip.REFUSED),
        (State.UNKNOWN, "TimeoutError", Skip.UNKNOWN),
        (State.SAYING, "worry", Skip.WAITING),
    ],
)
def test_each_end_without_an_answer_has_its_reason(state: State, why: str, skip: Skip) -> None:
    found = counted(kept_turn(state=state, why=why), kept_turn())
    assert (found.answered, found.skipped) == (1, ((skip, 1),))


def test_a_worry_is_counted_by_people() -> None:
    read = {"읽씹": Situation.READ_IGNORED, "썸": Situation.SOME}
    found = counted(
        kept_turn(NOON, "a", "읽씹"),
        kept_turn(NOON + 1, "a", "읽씹"),
        kept_turn(NOON + 2, "b", "읽씹", also=(Viewer("c", "c"),)),
        kept_turn(NOON + 3, "a", "썸"),
        kept_turn(NOON + 4, "d", "?"),
        read=read,
    )
    assert found.worries == ((Situation.READ_IGNORED, 3), (Situation.SOME, 1), (None, 1))


@pytest.mark.parametrize(
    "fields",
    [
        {"private": True},
        {"text": ""},  # of somebody who is forgotten
        {"persona": None},  # a notice
        {"intent": Intent.INJECTION},
        {"reply": None, "state": State.ACCEPTED},
    ],
)
def test_what_was_not_told_to_everybody_is_no_mood_and_no_worry(fields: dict[str, Any]) -> None:
    found = counted(kept_turn(**fields), read={"고민": Situation.SOME})
    assert (found.moods.total, found.worries) == (0, ())


def test_what_is_only_spoken_is_no_answer_of_its_own_but_costs_and_is_heard() -> None:
    spoken = kept_turn(NOON + 1, aloud=True, first_audio=2.0, model="m")
    found = counted(kept_turn(), spoken)
    assert found.answered == 1
    assert found.heard is not None
    assert (found.heard.count, found.models) == (1, (("m", 1),))


def test_waits_leave_out_what_was_not_timed() -> None:
    late = kept_turn(NOON + 1, why="found there", moved_at=NOON + 500)
    early = kept_turn(NOON + 2, moved_at=NOON + 1)  # a platform's clock runs ahead of ours
    found = counted(kept_turn(), late, early)
    assert found.said is not None
    assert (found.said.count, found.said.median, found.said.p95) == (2, 0.0, 3.0)


def test_percentiles_are_by_the_nearest_rank() -> None:
    found = wait([float(second) for second in range(1, 101)])
    assert found is not None
    assert (found.median, found.p95, sum(found.bins)) == (50.0, 95.0, 100)
    assert found.bins[: len(BOUNDS)] == (1, 2, 4, 7, 15, 30)
    assert wait([]) is None


@pytest.mark.parametrize("lasts", [0.0, 59.0, 600.0, 11_000.0, 90_000.0, 31 * 86_400.0])
def test_moods_have_few_steps_on_round_times(lasts: float) -> None:
    turns = [kept_turn(NOON + 37), kept_turn(NOON + 37 + lasts, emotion=Emotion.JOY)]
    found = moods(turns, NOON + 37, NOON + 37 + lasts)
    assert 1 <= len(found.begins) <= STEPS
    assert found.begins[0] <= NOON + 37
    assert found.begins[-1] <= NOON + 37 + lasts < found.begins[-1] + found.width
    assert all(at % min(found.width, 3_600.0) == 0 for at in found.begins)
    assert found.counts[Emotion.HURT][0] == 1
    assert found.counts[Emotion.JOY][-1] == 1
    assert found.total == 2


def test_a_day_of_moods_begins_at_midnight_in_korea() -> None:
    found: Moods = moods([], NOON, NOON + 10 * 86_400.0)
    assert found.width == 86_400.0
    assert all(hour(at) == 0 for at in found.begins)


def hour(at: float) -> int:
    return datetime.fromtimestamp(at, KOREA).hour


def test_nothing_gives_a_report_of_nothing() -> None:
    found = counted()
    assert (found.answered, found.said, found.heard, found.films) == (0, None, None, ())
    assert found.gifts.count == 0


def test_what_nobody_asked_for_answers_nobody() -> None:
    unasked = kept_turn(viewer="idle:room:room", script=(Part("onyu", "온유", "저녁 드셨어요?"),))
    found = counted(kept_turn(), unasked)
    assert (found.answered, found.reasons) == (1, ((Reason.WORRY, 1),))
    assert found.moods.total == 1
