"""What of a reply is shown and said aloud, and on which channel's overlay."""

from typing import Any

import pytest
from msgspec.structs import replace

from core.channels.settings import Announcer
from core.events import Emote, Viewer
from core.labels import Platform
from core.replies import Part
from core.show.alerts import ALERT
from tests.conftest import gift, until
from tests.core.narrating import ONE, Spoken, Stage, paid, reply

EMOTE = Emote("하트", "https://static-cdn.jtvnw.net/emoticons/v2/1/default/dark/1.0")
FOREIGN = Emote("x", "https://evil.example/x.png")


async def test_each_channel_speaks_for_itself(stage: Stage) -> None:
    for id, channel in (("a", "1"), ("b", "1"), ("c", "2")):
        stage.narrator.take(reply(id, channel))
    await until(lambda: sorted(stage.wall.ids()) == ["a", "c"])
    stage.narrator.hush(stage.channel)
    assert stage.wall.stopped == ["1"]
    stage.wall.goes_on.set()
    stage.narrator.take(reply("d", "2"))
    await until(lambda: "d" in stage.wall.ids())
    assert "b" not in stage.wall.ids()


async def test_a_donor_comes_first_and_a_silenced_viewer_no_more(stage: Stage) -> None:
    stage.narrator.take(reply("a"))
    await until(lambda: stage.wall.ids() == ["a"])
    for one in (reply("b"), reply("c", viewer=Viewer("x", "엑스")), paid("d")):
        stage.narrator.take(one)
    await until(lambda: len(stage.narrator._speakers[ONE]._line) == 3)
    stage.narrator.silence("x")
    stage.wall.goes_on.set()
    await until(lambda: stage.wall.ids() == ["a", "d", "b"])
    assert stage.wall.stopped == []


async def test_who_disclosed_is_neither_spoken_of_nor_shown(stage: Stage) -> None:
    stage.held.add("v")
    stage.narrator.take(reply("a"))
    stage.narrator.take(reply("b", viewer=Viewer("w", "다른")))
    await until(lambda: stage.wall.ids() == ["b"])
    stage.narrator.alert(gift(1_000, viewer="v"), keep=True)
    assert stage.wall.shown == []


async def test_without_speech_there_are_captions(stage: Stage) -> None:
    await stage.settings(speech=False)
    stage.narrator.take(reply("a"))
    await until(lambda: bool(stage.wall.played))
    _, event, wav = stage.wall.played[0]
    assert (wav, stage.voice.texts) == (None, [])
    assert [row["text"] for row in event["captions"]] == ["천천히 같이 봐요."]


@pytest.mark.parametrize(
    ("settings", "won", "words", "read"),
    [
        ({}, 5_000, "힘내요", False),
        ({"read_donations": True, "read_from": 5_000}, 5_000, "힘내요", True),
        ({"read_donations": True, "read_from": 5_001}, 5_000, "힘내요", False),
        ({"read_donations": True, "read_from": 0}, 0, "힘내요", False),
        ({"read_donations": True}, 5_000, "시발", False),
        ({"read_donations": True}, 5_000, "글쎄 그 사람", False),
    ],
)
async def test_a_donors_words_are_read_where_the_streamer_wants_it(
    stage: Stage, settings: dict[str, Any], won: int, words: str, read: bool
) -> None:
    await stage.settings(**settings)
    stage.narrator.take(paid("a", won=won, question=words))
    await until(lambda: bool(stage.voice.texts))
    assert (words in stage.voice.texts[0]) is read
    assert "천천히 같이 봐요" in stage.voice.texts[0]


async def test_one_gift_is_skipped_and_the_next_is_spoken(stage: Stage) -> None:
    stage.narrator.take(paid("a", in_reply_to=("a",)))
    await until(lambda: stage.wall.ids() == ["a"])
    stage.narrator.take(paid("b", in_reply_to=("b",)))
    stage.narrator.take(reply("chat", won=5_000, in_reply_to=("words:c",)))
    assert stage.narrator.skip_gift(stage.channel, "a")
    assert (stage.wall.interrupted, stage.wall.stopped) == (["1"], [])
    assert stage.narrator.skip_gift(stage.channel, "c")
    stage.wall.goes_on.set()
    await until(lambda: stage.wall.ids() == ["a", "b"])
    assert stage.narrator.skip_gift(stage.channel, "later"), "it may still be written"
    stage.narrator.take(paid("later", in_reply_to=("later",)))
    stage.narrator.take(paid("last", in_reply_to=("last",)))
    await until(lambda: stage.wall.ids() == ["a", "b", "last"])


async def test_the_first_gift_is_skipped_and_nothing_else(stage: Stage) -> None:
    assert not stage.narrator.skip_gift(stage.channel, "")
    stage.narrator.take(reply("a"))
    await until(lambda: stage.wall.ids() == ["a"])
    assert not stage.narrator.skip_gift(stage.channel, "")
    stage.narrator.take(paid("b"))
    assert stage.narrator.skip_gift(stage.channel, "")
    assert stage.wall.stopped == []
    stage.wall.goes_on.set()
    stage.narrator.take(paid("c"))
    await until(lambda: stage.wall.ids() == ["a", "c"])


async def test_an_alert_has_its_step_and_the_donors_effect(stage: Stage) -> None:
    event = replace(gift(10_000, "[온유] 힘내요 !하트"), platform=ONE[0], channel=ONE[1])
    stage.narrator.alert(event, keep=False)
    await stage.settings(gift_effects=False, tier_four=10_000)
    stage.narrator.alert(event, keep=False)
    shown = [(one["text"], one["tier"], one["effect"]) for _, one in stage.wall.shown]
    assert shown == [("힘내요", 3, "heart"), ("힘내요", 4, "")]


async def test_a_channel_with_its_own_alert_hears_no_thanks_of_ours(stage: Stage) -> None:
    await stage.settings(announcer=Announcer.CHANNEL)
    stage.narrator.take(paid("a"))
    stage.narrator.take(reply("b"))
    await until(lambda: stage.wall.ids() == ["b"])


async def test_uncertain_words_wait_for_a_manager(stage: Stage) -> None:
    stage.wall.goes_on.set()
    stage.narrator.take(reply("a", question="글쎄 그 사람이요"))
    stage.narrator.take(reply("b"))
    await until(lambda: stage.wall.ids() == ["b"])
    assert list(stage.channel.held) == ["a"]
    stage.narrator.release(stage.channel, stage.channel.held.pop("a"))
    await until(lambda: stage.wall.ids() == ["b", "a"])
    assert stage.wall.played[1][1]["question"] == "글쎄 그 사람이요"


async def test_what_is_held_is_bounded_and_goes_with_its_writer(stage: Stage) -> None:
    for number in range(60):
        viewer = Viewer(f"v{number % 2}", "누구")
        stage.narrator.take(reply(str(number), question="글쎄요", viewer=viewer))
    await until(lambda: "59" in stage.channel.held)
    assert len(stage.channel.held) == 50
    stage.narrator.silence("v0")
    assert {one.viewer.id for one in stage.channel.held.values()} == {"v1"}


async def test_emotes_are_shown_beside_the_words_and_never_spoken(stage: Stage) -> None:
    stage.narrator.take(reply("a", emotes=(EMOTE,)))
    await until(lambda: bool(stage.voice.texts))
    assert [*stage.wall.played[0][1]["emotes"]] == [{"name": EMOTE.name, "url": EMOTE.url}]
    assert EMOTE.name not in stage.voice.texts[0]
    event = replace(gift(5_000), platform=ONE[0], channel=ONE[1], emotes=(EMOTE, FOREIGN))
    stage.narrator.alert(event, keep=False)
    assert [*stage.wall.shown[-1][1]["emotes"]] == [{"name": EMOTE.name, "url": EMOTE.url}]


async def test_an_alert_waits_for_a_page_that_shows_alerts(stage: Stage) -> None:
    stage.wall.without_alerts.add(ONE)
    event = replace(gift(5_000), platform=ONE[0], channel=ONE[1])
    stage.narrator.alert(event, keep=True)
    stage.narrator.arrived()
    assert stage.wall.shown == []
    stage.wall.without_alerts.clear()
    stage.narrator.arrived()
    assert [alert["id"] for _, alert in stage.wall.shown] == [ALERT + event.id]


async def test_an_alert_in_doubt_waits_for_a_page(stage: Stage) -> None:
    kept, lost = (
        replace(gift(won, text), platform=ONE[0], channel=ONE[1])
        for won, text in ((5_000, "시발"), (1_000, "힘내요"))
    )
    stage.wall.watching.clear()
    stage.narrator.alert(kept, keep=True)
    stage.narrator.alert(lost, keep=False)
    stage.narrator.arrived()
    assert stage.wall.shown == []
    stage.wall.watching.add(ONE)
    for _ in range(2):
        stage.narrator.arrived()
    ((channel, alert),) = stage.wall.shown
    assert (channel, alert["id"]) == ("1", ALERT + kept.id)
    assert (alert["amount"], alert["text"]) == ("5,000원", "")


async def test_a_channels_own_words_are_kept_from_its_overlay(stage: Stage) -> None:
    await stage.settings(banned_words=("민트초코",))
    stage.wall.goes_on.set()
    stage.narrator.take(reply("a", question="민트초코 좋아해요?"))
    stage.narrator.take(reply("b", "2", question="민트초코 좋아해요?"))
    await until(lambda: sorted(stage.wall.ids()) == ["a", "b"])
    shown = {channel: event["question"] for channel, event, _ in stage.wall.played}
    assert shown == {"1": None, "2": "민트초코 좋아해요?"}


async def test_a_platform_may_have_another_voice(stage: Stage) -> None:
    room, blips = (Platform.ROOM, "room"), Spoken("")
    stage.wall.watching.add(room)
    stage.wall.goes_on.set()
    stage.narrator.speech_of = lambda where: stage.voice if where is Platform.ROOM else blips
    stage.narrator.take(reply("a"))
    stage.narrator.take(reply("b", "room", platform=Platform.ROOM))
    await until(lambda: len(stage.wall.played) == 2)
    heard = {event["id"]: event["voice"] for _, event, _ in stage.wall.played}
    assert heard == {"speak:a": "", "speak:b": "임시 음성"}
    assert (len(blips.texts), len(stage.voice.texts)) == (1, 1)


async def test_what_nobody_asked_for_gives_way_after_its_line(stage: Stage) -> None:
    parts = (Part("raon", "라온", "붕어빵은 팥이야?"), Part("onyu", "온유", "저는 둘 다요."))
    stage.narrator.take(reply("a", unasked=True, parts=parts, question=""))
    await until(lambda: stage.wall.ids() == ["a"])
    for one in (reply("b", unasked=True), reply("c")):
        stage.narrator.take(one)
    stage.narrator.give_way(*ONE)
    assert stage.wall.stopped == [], "the line is said to its end"
    stage.wall.goes_on.set()
    await until(lambda: "c" in stage.wall.ids())
    assert stage.wall.ids() == ["a", "c"]
