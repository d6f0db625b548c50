"""What is heard on Discord: open channels, threads, private messages, emoji."""

from collections.abc import AsyncIterator

import pytest

from adapters.simulated import discord_shapes as shapes
from core.channels.guilds import Actor, Place
from core.channels.settings import Mode
from core.events import ChatMessage, Emote, Event
from core.labels import Platform
from core.replies import Notice
from tests.conftest import until
from tests.servers.discord import CHANNEL, ELSEWHERE, Stage, answer, staged

THREAD = "500000000000000001"
OWNER = Actor(id="discord:400000000000000009", name="방장", guild=shapes.GUILD, owner=True)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    threads = [shapes.thread(THREAD, CHANNEL), shapes.thread("500000000000000002", ELSEWHERE)]
    async with staged(threads=threads) as stage:
        yield stage


async def decide(stage: Stage, channel: str, mode: Mode) -> None:
    place = Place(Platform.DISCORD, channel)
    await stage.management.console.change(OWNER, place, {"mode": mode})


async def heard(stage: Stage, *texts: str) -> list[Event]:
    await until(lambda: len(stage.heard) >= len(texts))
    assert [event.text for event in stage.heard] == list(texts)
    return stage.heard


async def test_a_channel_is_open_once_its_settings_say_so(stage: Stage) -> None:
    await stage.discord.chat("하나", channel=ELSEWHERE)
    await decide(stage, ELSEWHERE, Mode.OPEN)
    await stage.discord.chat("둘", channel=ELSEWHERE)
    await decide(stage, CHANNEL, Mode.CALLED)
    await stage.discord.chat("셋")
    await stage.discord.chat("러블름아 넷")
    await heard(stage, "둘", "러블름아 넷")


async def test_what_is_decided_apart_from_the_mode_opens_nothing(stage: Stage) -> None:
    place = Place(Platform.DISCORD, ELSEWHERE)
    await stage.management.console.ban_words(OWNER, place, ["스포"])
    await stage.discord.chat("하나", channel=ELSEWHERE)
    await stage.discord.chat("둘")
    await heard(stage, "둘")


async def test_a_thread_is_part_of_its_channel(stage: Stage) -> None:
    await stage.discord.chat("하나", channel="500000000000000002")
    message = await stage.discord.chat("둘", channel=THREAD)
    (event,) = await heard(stage, "둘")
    assert event.channel == f"{CHANNEL}/{THREAD}"
    await stage.adapter.say(answer("네", event, channel=event.channel))
    await stage.adapter.notify(
        Notice(Platform.DISCORD, event.channel, event.viewer, event.id, "알림이에요.")
    )
    assert [(s.channel, s.reply_to) for s in stage.discord.said] == [(THREAD, message)] * 2
    settings = stage.management.channels.of(Platform.DISCORD, event.channel).settings
    assert settings.mode is Mode.OPEN
    await decide(stage, CHANNEL, Mode.OFF)
    channels = stage.management.channels
    assert channels.of(Platform.DISCORD, event.channel).settings.mode is Mode.OFF
    await decide(stage, event.channel, Mode.CALLED)
    assert channels.settings(Platform.DISCORD, CHANNEL).mode is Mode.CALLED


async def test_a_thread_that_was_archived_is_part_of_its_channel(stage: Stage) -> None:
    late, gone = "500000000000000003", "500000000000000004"
    stage.discord.archived.append(shapes.thread(late, CHANNEL))
    await stage.discord.chat("하나", channel=late)
    await stage.discord.chat("둘", channel=late)
    await stage.discord.chat("러블름아 셋", channel=gone)
    await stage.discord.chat("러블름아 넷", channel=gone)
    events = await heard(stage, "하나", "둘", "러블름아 셋", "러블름아 넷")
    assert [event.channel for event in events] == [f"{CHANNEL}/{late}"] * 2 + [gone] * 2
    assert stage.faults.count("GET", f"/channels/{late}") == 1
    assert stage.faults.count("GET", f"/channels/{gone}") == 1


async def test_a_guild_not_told_of_yet_is_no_private_place(stage: Stage) -> None:
    elsewhere = {"guild_id": "299999999999999999", "channel": "8" * 18}
    await stage.discord.chat("하나", **elsewhere)
    await stage.discord.chat("러블름아 둘", **elsewhere)
    (event,) = await heard(stage, "러블름아 둘")
    assert isinstance(event, ChatMessage)
    assert not event.private


async def test_private_messages_are_for_the_bot(stage: Stage) -> None:
    message = await stage.discord.whisper("요즘 너무 힘들어요")
    await stage.discord.whisper("!도움말")
    event, command = await heard(stage, "@러블름 요즘 너무 힘들어요", "!도움말")
    direct = shapes.direct("400000000000000001")
    assert isinstance(event, ChatMessage)
    assert (event.channel, event.viewer.roles, event.private) == (direct, frozenset(), True)
    assert command.channel == direct
    await stage.adapter.say(answer("들었어요", event, channel=direct))
    assert [(said.channel, said.reply_to) for said in stage.discord.said] == [(direct, message)]
    await stage.discord.chat("다음")
    await until(lambda: len(stage.heard) == 3)
    assert stage.adapter._client is not None
    assert stage.adapter._client.bad_frames == 0, "its own private line was read"


async def test_server_emoji_come_along(stage: Stage) -> None:
    await stage.discord.chat("힘들다 <:sad:700000000000000001> <a:run:700000000000000002> ㅠㅠ")
    (event,) = await heard(stage, "힘들다 ㅠㅠ")
    assert event.emotes == (
        Emote("sad", "https://cdn.discordapp.com/emojis/700000000000000001.png"),
        Emote("run", "https://cdn.discordapp.com/emojis/700000000000000002.png"),
    )
