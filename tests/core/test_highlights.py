"""The best moments of a stream, and of whom none is picked."""

from typing import Any

import pytest
from msgspec.structs import replace

from core.events import Donation, Viewer
from core.gifts.gift import Gift
from core.labels import Emotion, Intent, Platform, Situation
from core.replies import Part, Reply
from core.reports.highlights import Moment, Why, clip, highlights, offset
from core.reports.kept import GAP, Kept, KeptTurn
from core.reports.mark import Mark, MarkKind, left_out
from core.reports.shorts import LONGEST, SHORTEST, Script, best, names_of, script
from core.stories.story import Consents, Story, StoryState
from core.turns import Reason, State, Support, Turn
from core.viewers.nameless import nobody

NOON = 1_795_316_400.0
REPLYS = ("parts", "crisis", "persona", "intent", "emotion")
HERE: dict[str, Any] = {"platform": Platform.CHZZK, "channel": "c"}
ANSWER = (
    "기다리는 시간이 길어질수록 마음이 앞서가기 쉬워요. 오늘 저녁까지는 다른 일에 마음을 두어 봐요. "
    "그래도 조용하면 짧게 안부만 물어보는 걸로 충분해요. 대답이 늦는 까닭은 생각보다 단순할 때가 많아요. "
    "스스로를 탓하지는 말아요. 어떤 답이 와도 괜찮은 사람이에요."
)


def answered(after: float, viewer: str = "v1", speech: str = ANSWER, **fields: Any) -> KeptTurn:
    """What was said four seconds after it was asked; `fields` are the turn's or the reply's."""
    of_reply = {k: fields.pop(k) for k in REPLYS if k in fields}
    state = fields.pop("state", State.SAID)
    about: dict[str, Any] = {
        "id": f"t{after}", "viewer": Viewer(viewer, f"{viewer}이름"), "text": "사흘째 말이 없어요",
        "event_ids": (f"e{after}",), "reason": Reason.WORRY, "score": 1.0, "at": NOON + after,
    }  # fmt: skip
    turn = Turn(**HERE, **about | fields)
    told: dict[str, Any] = {
        "persona": "onyu", "intent": Intent.COUNSEL, "emotion": Emotion.ANXIETY,
    }  # fmt: skip
    reply = Reply(
        turn_id=turn.id, **HERE, viewer=turn.viewer, in_reply_to=(), question=turn.text,
        speaker="온유", chat="", speech=speech, **told | of_reply,
    )  # fmt: skip
    return KeptTurn(turn=turn, state=state, why="", moved_at=turn.at + 4.0, reply=reply)


def chatted(after: float, viewer: str = "v1", speech: str = ANSWER, **fields: Any) -> KeptTurn:
    """Small talk that was answered."""
    light: dict[str, Any] = {
        "text": "오늘 날씨 좋네요", "reason": Reason.TALK, "intent": Intent.SMALLTALK,
        "emotion": Emotion.NEUTRAL,
    }  # fmt: skip
    return answered(after, viewer, speech, **light | fields)


def marked(
    after: float, kind: MarkKind = MarkKind.MARK, viewer: str = "m", title: str = ""
) -> Mark:
    return Mark(
        id=f"{kind}{after}{viewer}", **HERE, at=NOON + after, viewer=viewer, kind=kind, title=title
    )


def given(after: float, won: int, viewer: str = "d", **fields: Any) -> Gift:
    about: dict[str, Any] = {"viewer": Viewer(viewer, viewer), "text": "화이팅", "plain": False}
    about |= fields
    plain = about.pop("plain")
    event = Donation(
        id=f"g{after}", **HERE, at=NOON + after, amount=won, shown=f"{won:,}원", **about
    )
    return Gift(event=event, plain=plain)


def told(after: float, shorts: bool, viewer: str = "s") -> tuple[Story, list[KeptTurn]]:
    """A story and the turns that read it and react to it."""
    story = Story(
        id=f"s{after}", **HERE, viewer=viewer, pseudonym="졸린 두부",
        text="회사 선배가 사흘째 답이 없어요. 파란우산을 돌려주지 못했어요.",
        consents=Consents(True, shorts=shorts), at=NOON, moved_at=NOON,
        state=StoryState.ANSWERED, airs=1, read_at=NOON + after,
    )  # fmt: skip
    common: dict[str, Any] = {"viewer": viewer, "reason": Reason.STORY}
    parts = (Part("onyu", "온유", ANSWER), Part("raon", "라온", f"우선 밥부터 먹어. {ANSWER}"))
    read = answered(after, id=story.reading, speech="사연이에요. " * 20, **common)
    react = answered(after + 60, id=story.reactions, together=True, parts=parts, **common)
    return story, [read, react]


def stream(*turns: KeptTurn, **fields: Any) -> Kept:
    return Kept(**HERE, name="", since=NOON, until=NOON + 7_200, turns=turns, **fields)


def whys(kept: Kept) -> list[dict[Why, int]]:
    return [dict(moment.whys) for moment in highlights(kept)]


def test_marks_come_first_then_votes_gifts_questions_stories_and_hints() -> None:
    story, turns = told(2_000, shorts=True)
    kept = stream(
        chatted(100), chatted(400, id="vote"), chatted(700, event_ids=("g690",)),
        chatted(1_000, also=(Viewer("a", "a"), Viewer("b", "b"))), chatted(1_300), *turns,
        votes={"vote": (4, 2), "t100": (1, 1)},
        gifts=[given(690, 30_000), given(1_600, 50_000), given(3_500, 9_999)],
        marks=[
            marked(110, title="명언"), marked(115),
            *(marked(3_000 + n, MarkKind.HINT, f"h{n}") for n in range(3)),
            *(marked(4_000 + n, MarkKind.HINT, "same") for n in range(9)),
        ],
        stories=[story],
    )  # fmt: skip
    assert whys(kept) == [
        {Why.MARK: 2}, {Why.VOTE: 6}, {Why.GIFT: 50_000}, {Why.GIFT: 30_000}, {Why.ASKED: 3},
        {Why.STORY: 1}, {Why.HINT: 3},
    ]  # fmt: skip
    found = highlights(kept)
    assert found[0].titles == ("명언",)
    assert found[0].turn == kept.turns[0]
    assert (found[0].span.begin, clip(found[0], kept).offsets[0]) == (NOON + 95, "00:01:35")
    # A story is one moment from its reading to the end of the reactions.
    assert found[5].span.begin == NOON + 1_995
    assert found[5].span.end > NOON + 2_060 + len(ANSWER) / 8


def test_of_two_at_once_the_better_is_picked() -> None:
    kept = stream(chatted(100, also=(Viewer("a", "a"), Viewer("b", "b"))), chatted(110, id="v"))
    both = highlights(stream(*kept.turns, votes={"v": (9, 0)}))
    assert [one.turn and one.turn.turn.id for one in both] == ["v"]


@pytest.mark.parametrize(
    "shut",
    [
        {"turns": [answered(100, "gone")], "left_out": frozenset({"gone"})},
        {"turns": [answered(100, also=(Viewer("gone", "x"),))], "left_out": frozenset({"gone"})},
        {"turns": [answered(100, nobody(Platform.CHZZK).id, "", text="")]},
        {"turns": [answered(100, reason=Reason.CRISIS, crisis=True, persona=None)]},
        {"turns": told(100, shorts=False)[1], "stories": [told(100, shorts=False)[0]]},
        {"turns": told(100, shorts=True)[1]},  # its row is gone: withdrawn or forgotten
        {"turns": [], "marks": [left_out(Platform.CHZZK, "c", "gone", NOON + 90)]},
    ],
)
def test_nothing_is_picked_of_who_is_out_of_it_nor_around(shut: dict[str, Any]) -> None:
    turns, marks = shut.pop("turns"), shut.pop("marks", [])
    votes = {one.turn.id: (50, 1) for one in turns}
    beside = [marked(105), marked(175), given(112, 90_000)]
    kept = stream(
        *turns, chatted(120, "fan", also=(Viewer("a", "a"), Viewer("b", "b"))),
        votes=votes, marks=[*marks, *beside[:2]], gifts=[beside[2]], **shut,
    )  # fmt: skip
    assert not [one for one in highlights(kept) if one.span.begin < NOON + 130]
    # By itself the same would be picked.
    assert highlights(stream(marks=beside[:2]))


def test_private_answers_and_plain_gifts_are_no_moments() -> None:
    assert not whys(
        stream(
            chatted(100, private=True, also=(Viewer("a", "a"), Viewer("b", "b"))),
            gifts=[given(10, 90_000, plain=True), given(20, 90_000, nobody(Platform.CHZZK).id, text="")],
            marks=[marked(30, viewer="gone")], left_out=frozenset({"gone"}),
        )
    )  # fmt: skip


def test_the_recording_is_that_of_the_moments_own_stream() -> None:
    kept = stream(chatted(60), chatted(GAP * 3), chatted(GAP * 3 + 600), marks=[])
    second = stream(*kept.turns, marks=[marked(GAP * 3 + 610)])
    assert clip(highlights(second)[0], second).offsets[0] == "00:09:55"
    assert offset(NOON + 3_723.9, NOON) == "01:02:03"
    assert offset(NOON - 1, NOON) == "00:00:00"


def scripted(kept: Kept, situation: Situation | None = None) -> Script | None:
    moment = highlights(kept)[0]
    votes = kept.votes.get(moment.turn.turn.id, ()) if moment.turn else ()
    return script(moment, situation, votes, names_of(kept))


def test_a_script_of_chat_has_the_personas_words_only() -> None:
    spoken = f"v1이름님, 반가워요. {ANSWER} 오늘 날씨 좋네요, 정말. 민지님 생각은 달라요."
    made = scripted(stream(chatted(100, speech=spoken), marks=[marked(101)]))
    assert made is not None
    assert SHORTEST <= made.seconds <= LONGEST
    said = [line.text for line in made.lines]
    assert said[1:-1] == best(ANSWER)
    assert {line.speaker for line in made.lines[1:-1]} == {"온유"}
    assert "AI" in said[-1]


def test_a_script_of_a_story_tells_what_it_is_about_and_no_word_of_it() -> None:
    story, turns = told(100, shorts=True)
    kept = stream(*turns, stories=[story], votes={story.reactions: (2, 5)})
    made = scripted(kept, Situation.READ_IGNORED)
    assert made is not None
    assert SHORTEST <= made.seconds <= LONGEST
    said = " ".join(line.text for line in made.lines)
    assert "읽씹 고민을 담은 사연" in said
    assert "‘불안’" in said
    assert made.lines[2].speaker == "라온"  # most voted for that
    assert not [word for word in ("선배", "우산", "사흘", "졸린 두부") if word in said]


@pytest.mark.parametrize("speech", ["그래요.", "v1이름님은 충분히 잘하고 있어요.", ""])
def test_too_little_makes_no_script(speech: str) -> None:
    assert scripted(stream(chatted(100, speech=speech), marks=[marked(101)])) is None


def test_a_mark_on_nothing_has_a_time_and_no_script() -> None:
    kept = stream(marks=[marked(500, title="웃긴 순간")])
    assert highlights(kept)[0] == Moment(
        span=highlights(kept)[0].span, whys={Why.MARK: 1}, titles=("웃긴 순간",)
    )
    assert scripted(kept) is None


ASKERS = (Viewer("a", "a"), Viewer("b", "b"))


@pytest.mark.parametrize(
    "worry",
    [
        answered(100, also=ASKERS, together=True),
        chatted(100, also=ASKERS, text="저 사실 도박 빚이 있어요", intent=Intent.REACTION),
        chatted(
            100, also=ASKERS, text="남친이랑 헤어졌는데 볼 영화 있나요", intent=Intent.RECOMMEND
        ),
        chatted(100, also=ASKERS, emotion=Emotion.SADNESS, intent=Intent.RECOMMEND),
        chatted(100, also=ASKERS, reason=Reason.FOLLOW_UP),
    ],
)
def test_of_a_worry_that_nobody_asked_about_only_a_marked_time_is_told(worry: KeptTurn) -> None:
    worry = replace(worry, turn=replace(worry.turn, event_ids=("g90",)))
    beside: dict[str, Any] = {"votes": {"t100": (9, 9)}, "gifts": [given(90, 90_000)]}
    hints = [marked(105, MarkKind.HINT, f"h{n}") for n in range(3)]
    assert highlights(stream(worry, marks=hints, **beside)) == []
    kept = stream(worry, marks=[marked(105, title="도박 이야기"), *hints], **beside)
    (moment,) = highlights(kept)
    assert moment == Moment(span=moment.span, whys={Why.MARK: 1})
    assert scripted(kept, Situation.DEBT) is None


def test_a_gift_with_a_worry_is_no_moment_of_its_own() -> None:
    assert not whys(stream(gifts=[given(10, 90_000, text="남친이 사흘째 답이 없어요")]))


def test_what_goes_on_about_a_worry_is_one_and_a_story_that_may_be_used_is_not() -> None:
    later = chatted(700, also=ASKERS)
    assert whys(stream(later)) == [{Why.ASKED: 3}]
    assert whys(stream(answered(100), later)) == []
    assert whys(stream(answered(100, "other"), later)) == [{Why.ASKED: 3}]
    assert whys(stream(answered(100), chatted(3_000, also=ASKERS))) == [{Why.ASKED: 3}]
    thanked = chatted(
        700, text="", reason=Reason.DONATION, support=Support(kind="donation"), event_ids=("g1",)
    )
    assert whys(stream(answered(100), thanked, gifts=[given(1, 90_000)])) == [{Why.GIFT: 90_000}]
    story, turns = told(100, shorts=True)
    assert whys(stream(*turns, stories=[story])) == [{Why.STORY: 1}]
    sequel = chatted(900, "x", id="q", also=ASKERS)
    assert whys(stream(sequel, stories=[replace(story, sequel="q")])) == []


def test_a_title_beside_a_worry_is_not_told() -> None:
    kept = stream(answered(100), chatted(110, "other"), marks=[marked(112, title="읽씹 사연")])
    (moment,) = highlights(kept)
    assert (moment.titles, moment.turn) == ((), kept.turns[1])
