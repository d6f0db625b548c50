"""Turns that no persona answers, and who may answer the others."""

from msgspec.structs import replace

from bots.brain import Brain
from core.engine import HONEST, Engine
from core.gate.burst import thanks_turn
from core.pipeline.graph import Answer
from core.replies import CHAT_LIMIT, Reply
from core.turns import Reason, Support
from tests.conftest import gift
from tests.storage.test_turns import turn


def engine(brain: Brain, answer: Answer | None = None) -> Engine:
    return Engine(answer or brain.answer, brain.personas, brain.words)


async def broken(*_: object) -> Reply:
    raise RuntimeError("broken")


async def test_a_line_of_thanks_acknowledges_all_it_names(brain: Brain) -> None:
    events = [gift(1_000 + number, viewer=f"v{number}") for number in range(3)]
    reply = await engine(brain).answer(thanks_turn(events, "burst:x"))
    assert reply.chat == "v0님 1,000원, v1님 1,001원, v2님 1,002원 모두 고맙습니다!"
    assert (reply.persona, reply.speech, reply.in_reply_to) == (None, "", ())
    assert reply.acknowledges == tuple(event.id for event in events)
    assert len(reply.chat) <= CHAT_LIMIT[reply.platform]


async def test_what_is_spoken_only_acknowledges_nothing(brain: Brain) -> None:
    support = Support(kind="large", amount=50_000, shown="50,000원")
    given = replace(turn("a", support=support), reason=Reason.DONATION)
    reply = await engine(brain).answer(given)
    assert (reply.acknowledges, reply.won, reply.aloud) == (("a",), 50_000, False)
    reply = await engine(brain).answer(replace(given, aloud=True))
    assert (reply.acknowledges, reply.won, reply.aloud) == ((), 50_000, True)


async def test_only_those_who_are_there_answer(brain: Brain) -> None:
    for number in range(8):
        asked = replace(turn(f"t{number}"), among=("yudam", "raon"))
        assert (await engine(brain).answer(asked)).persona in ("yudam", "raon")
    absent = replace(turn("b"), persona="dogeon", among=("yudam", "raon"))
    reply = await engine(brain).answer(absent)
    assert reply.chat == "그 상담사는 지금 없어요. 여기 있는 상담사: 유담, 라온"
    support = Support(kind="small", amount=1_000, shown="1,000원")
    thanked = await engine(brain).answer(replace(absent, id="c", support=support))
    assert thanked.persona in ("yudam", "raon"), "a donor is thanked all the same"


async def test_a_donor_is_thanked_when_everything_else_failed(brain: Brain) -> None:
    support = Support(kind="small", amount=1_000, shown="1,000원")
    reply = await engine(brain, broken).answer(turn("a", support=support))
    assert reply.chat == f"두부님, 1,000원 고맙습니다. {HONEST}"
    assert reply.acknowledges == ("a",)
