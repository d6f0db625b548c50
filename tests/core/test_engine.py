"""Turns that no persona answers, and who may answer the others."""

from msgspec.structs import replace

from bots.brain import Brain
from core.bank import Line
from core.engine import HONEST, Engine
from core.gate.burst import thanks_turn
from core.korean import fill
from core.labels import Platform
from core.pipeline.graph import Answer
from core.replies import CHAT_LIMIT, Part, Reply
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


async def test_a_donor_is_only_thanked_while_it_is_others_turn(brain: Brain) -> None:
    support = Support(kind="tiny", amount=500, shown="500원", counsel=False)
    asked = replace(
        turn("a", support=support), persona="onyu", text="남친이 3일째 읽씹해요 어떡하죠"
    )
    answers = []
    for counsel in (False, True):
        given = replace(asked, id=str(counsel), support=replace(support, counsel=counsel))
        answers.append(await engine(brain).answer(given))
        assert "두부님" in answers[-1].chat
        assert "500원" in answers[-1].chat
    thanks, counselled = answers
    assert thanks.speech in {
        fill(line.speech, {"donor": "두부", "amount": "500원"}) for line in tiny(brain)
    }
    assert len(counselled.speech) > len(thanks.speech)
    assert thanks.question == asked.text, "the words are shown all the same"


def tiny(brain: Brain) -> list[Line]:
    return list(brain.personas["onyu"].bank.find("thanks.tiny"))


async def test_words_that_waited_are_answered_as_what_they_came_with(brain: Brain) -> None:
    reply = await engine(brain).answer(replace(turn("words:a"), won=5_000))
    assert (reply.won, reply.acknowledges, reply.paid) == (5_000, (), True)


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


async def test_what_is_said_unasked_is_said_as_it_stands(brain: Brain) -> None:
    script = (Part("raon", "라온", "붕어빵은 팥이야?"), Part("onyu", "온유", "저는 둘 다요."))
    asked = replace(turn("idle:x"), script=script, persona="raon", among=("yudam",))
    reply = await engine(brain).answer(asked)
    assert (reply.unasked, reply.chat, reply.speech) == (True, "", "붕어빵은 팥이야? 저는 둘 다요.")
    assert (reply.persona, reply.speaker, reply.parts) == ("raon", "라온", script)
    reply = await engine(brain).answer(replace(asked, in_chat=True))
    assert reply.chat == "붕어빵은 팥이야? / 온유: 저는 둘 다요."
    long = (script[0], Part("onyu", "온유", "그건 " * 40 + "어려워요."))
    there = replace(asked, in_chat=True, platform=Platform.CHZZK, script=long)
    assert (await engine(brain).answer(there)).chat == "붕어빵은 팥이야?", (
        "Chzzk has no room for it"
    )
    reply = await engine(brain).answer(replace(asked, script=script[:1]))
    assert reply.parts == ()
