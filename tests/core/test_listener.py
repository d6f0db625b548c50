"""The listener: triage before everything, commands, receipts."""

import pytest
from msgspec.structs import replace

from core.channels.settings import ChannelSettings, Mode
from core.commands import deciding
from core.errands import Errand
from core.labels import Platform, Role
from core.replies import Notice, Receipt
from tests.conftest import gift, line
from tests.core.listening import Place


def notices(place: Place) -> list[str]:
    return [line.text for line in place.told if isinstance(line, Notice)]


async def test_a_disclosure_is_answered_at_once_and_its_words_kept_nowhere(place: Place) -> None:
    place.listener.hear(line("도건아 나 썸남 얘기 좀", "a"))
    place.listener.hear(line("사실 죽고 싶어요", "a"))
    (answer,) = place.crisis
    assert answer.crisis
    assert answer.persona is None
    assert (answer.speech, answer.question, answer.films) == ("", "", ())
    assert "109" in answer.chat
    assert [event.text for event in place.log.held] == ["도건아 나 썸남 얘기 좀"]
    place.clock.tick(60)
    assert place.channel.gate.ripe(place.clock()) == []


async def test_a_disclosure_in_english_is_answered_in_english_from_then_on(place: Place) -> None:
    place.listener.hear(line("i want to kill myself", "a"))
    place.clock.tick(120)
    place.listener.hear(line("ok", "a"))
    first, later = place.crisis
    assert "109" in first.chat
    assert first.chat.isascii()
    assert later.chat.isascii()


async def test_money_does_not_buy_past_it(place: Place) -> None:
    place.listener.hear(gift(50_000, "죽고 싶어요 크게 읽어주세요"))
    assert len(place.crisis) == 1
    assert len(place.channel.gate) == 0


async def test_no_flood_of_money_keeps_it_waiting(place: Place) -> None:
    for number in range(200):
        place.listener.hear(gift(50_000, "힘내요", f"d{number}"))
    place.listener.hear(line("죽고 싶어요", "a"))
    place.listener.hear(gift(1_000, "죽고 싶어요", "d1"))
    assert [answer.viewer.id for answer in place.crisis] == ["a", "d1"], "before any of them"
    (before,) = [one for one in place.channel.gate.waiting() if one.viewer.id == "d1"]
    assert before.text == "", "what d1 gave before is thanked for, and its words not answered"


async def test_what_a_manager_lets_pass_is_answered_unless_its_writer_disclosed(
    place: Place,
) -> None:
    place.listener.approved(gift(5_000, "고백할까요 말까요", "a"))
    assert [one.text for one in place.channel.gate.waiting()] == ["고백할까요 말까요"]
    place.listener.hear(line("죽고 싶어요", "b"))
    place.listener.approved(gift(5_000, "고백할까요 말까요", "b"))
    assert {one.viewer.id for one in place.channel.gate.waiting()} == {"a"}


async def test_a_video_that_a_donation_plays_is_told_of_whatever_its_words(place: Place) -> None:
    began: list[tuple[str, str, float | None]] = []
    place.listener.video_began = lambda *what: began.append(what)
    for event in (gift(5_000), replace(gift(5_000, "죽고 싶어요"), video=True)):
        place.listener.hear(event)
    assert began == [(Platform.ROOM, "room", None)]


async def test_its_donation_is_recorded_to_be_thanked_plainly(place: Place) -> None:
    first, second = gift(50_000, "죽고 싶어요", viewer="a"), gift(1_000, "고마워요", viewer="a")
    place.listener.hear(first)
    place.listener.hear(second)
    assert place.given == [(first, True), (second, True)]
    assert len(place.channel.gate) == 0


async def test_who_is_switched_off_is_not_asked(place: Place) -> None:
    place.channel.decide(ChannelSettings(personas=("onyu", "yudam")))
    place.listener.hear(line("!상담 도건 고백할까요", "a"))
    assert notices(place) == ["그 상담사는 지금 없어요. 여기 있는 상담사: 온유, 유담"]
    place.listener.hear(line("!상담 유담 고백할까요", "b"))
    assert len(place.channel.gate) == 1


async def test_what_it_says_must_not_be_shown_again(place: Place) -> None:
    said = ["안녕하세요", "죽고 싶어요", "진짜 죽고 싶어요", "남친 때문에요"]
    assert [place.listener.hear(line(text, "a")) for text in said] == [True, False, False, False]


async def test_nothing_more_of_that_viewer_is_spoken(place: Place) -> None:
    silenced: list[str] = []
    place.listener.silence = silenced.append
    place.listener.hear(line("죽고 싶어요", "a"))
    assert silenced == ["a"]


async def test_a_manager_can_stop_it_after_a_disclosure_too(place: Place) -> None:
    streamer = frozenset({Role.BROADCASTER})
    place.listener.hear(line("죽고 싶어요", "m", roles=streamer))
    place.listener.hear(line("!일시정지", "m", roles=streamer))
    assert place.channel.paused


async def test_nobody_fills_the_queue_or_the_chat(place: Place) -> None:
    for second in range(60):
        place.clock.tick(1)
        place.listener.hear(line(f"!상담 고백할까요 {second}", "loud"))
    assert len(place.channel.gate) <= 2
    assert len(notices(place)) < 20


async def test_one_answer_in_ten_minutes_but_everyone_gets_one(place: Place) -> None:
    for viewer in ("a", "a", "b", "a"):
        place.listener.hear(line("죽고 싶어요", viewer))
        place.clock.tick(10)
    assert [answer.viewer.id for answer in place.crisis] == ["a", "b"]
    place.clock.tick(600)
    place.listener.hear(line("죽고 싶어요", "a"))
    assert len(place.crisis) == 3


async def test_afterwards_only_fixed_words_for_half_an_hour(place: Place) -> None:
    place.listener.hear(line("죽고 싶어요", "a"))
    place.clock.tick(120)
    place.listener.hear(line("남친이 읽씹해서 그래요 어떡하죠", "a"))
    first, follow_up = place.crisis
    assert follow_up.crisis
    assert follow_up.chat != first.chat
    assert place.channel.gate.next_ripe_at is None
    place.clock.tick(1_800)
    place.listener.hear(line("남친이 읽씹해요 어떡하죠?", "a"))
    assert len(place.crisis) == 2
    assert place.channel.gate.next_ripe_at is not None


async def test_it_works_while_paused_and_quiet(place: Place) -> None:
    place.channel.rest(paused=True, quiet=True)
    place.listener.hear(line("죽고 싶어요"))
    assert len(place.crisis) == 1


async def test_the_same_event_counts_once(place: Place) -> None:
    said = line("죽고 싶어요")
    for _ in range(3):
        place.listener.hear(said)
    assert len(place.crisis) == 1


async def test_a_donation_and_a_question_to_a_persona_get_receipts(place: Place) -> None:
    place.listener.hear(gift(5_000, "힘내요"))
    place.listener.hear(line("!상담 온유 고백할까요", "b"))
    assert [(r.viewer.id, r.position) for r in place.told if isinstance(r, Receipt)] == [
        ("donor", 1),
        ("b", 2),
    ]


async def test_only_managers_manage(place: Place) -> None:
    place.listener.hear(line("!일시정지", "a"))
    assert not place.channel.paused
    assert "매니저만" in notices(place).pop()
    place.listener.hear(line("!일시정지", "m", roles=frozenset({Role.MANAGER})))
    assert place.channel.paused
    place.listener.hear(line("!럽 재개", "m", roles=frozenset({Role.BROADCASTER})))
    assert not place.channel.paused


async def test_unknown_commands_are_met_with_silence(place: Place) -> None:
    for text in ("!", "!없어", "!럽 없어", "! 상담", "!!!!"):
        place.listener.hear(line(text))
    assert notices(place) in (
        [],
        ["`!상담 고민`처럼 이어서 적어 주세요. 예: !상담 온유 3일째 답장이 없어요"],
    )
    assert len(place.channel.gate) == 0


async def test_place_and_cancel(place: Place) -> None:
    place.listener.hear(line("!순서", "a"))
    place.listener.hear(line("!상담 고백할까요 말까요", "a"))
    place.listener.hear(line("!순서 ", "a"))
    place.listener.hear(line("!취소", "a"))
    texts = notices(place)
    assert "없어요" in texts[0]
    assert texts[1].startswith("1번째")
    assert texts[2] == "취소했어요."
    assert len(place.channel.gate) == 0


@pytest.mark.parametrize(
    "settings", [ChannelSettings(mode=Mode.OFF), ChannelSettings(ignored={"a": "두부"})]
)
async def test_everybody_may_be_forgotten_everywhere(
    place: Place, settings: ChannelSettings
) -> None:
    errands: list[Errand] = []

    def errand(work: Errand) -> bool:
        errands.append(work)
        return True

    place.listener.errand = errand
    await place.kept.known.viewers.decide("a", "polite", True)
    place.channel.decide(settings)
    for text in ("!상담사", "!기억해", "온유야 고백할까요?"):
        place.listener.hear(line(text, "a"))
    assert (notices(place), errands) == ([], [])
    place.listener.hear(line("!잊어줘", "a"))
    assert notices(place) == [deciding.SURE]
    place.listener.hear(line("!잊어줘 네", "a"))
    await errands.pop()()
    assert notices(place)[1:] == [deciding.FORGOTTEN]
    assert (await place.kept.known.viewers.choice("a")).polite is None


async def test_a_channel_that_is_off_keeps_no_line(place: Place) -> None:
    place.channel.decide(ChannelSettings(mode=Mode.OFF))
    place.listener.hear(line("!잊어줘", "a"))
    assert notices(place) == [deciding.SURE]
    assert place.log.held == []
