"""The Discord adapter against a local server that speaks Discord's protocol."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.simulated import discord_shapes as shapes
from core.events import ChatMessage, Viewer
from core.labels import Platform, Role
from core.replies import Notice, Receipt
from tests.conftest import line
from tests.servers.discord import (
    CHANNEL,
    ELSEWHERE,
    Stage,
    answer,
    asked,
    next_event,
    staged,
)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def test_a_line_is_heard_and_answered_as_a_reply_to_it(stage: Stage) -> None:
    message_id = await stage.discord.chat("남친이 읽씹해요")
    event = await next_event(stage)
    assert event == ChatMessage(
        id=f"discord:{message_id}",
        platform=Platform.DISCORD,
        channel=CHANNEL,
        viewer=Viewer("discord:400000000000000001", "시청자"),
        at=event.at,
        text="남친이 읽씹해요",
    )
    await stage.adapter.say(answer("천천히~~ 같이 봐요~~", event))
    (said,) = stage.discord.said
    assert (said.text, said.reply_to) == (r"**온유** 천천히\~\~ 같이 봐요\~\~", message_id)
    await stage.discord.chat("네")
    assert (await next_event(stage, 2)).text == "네", "its own line was not taken for a viewer's"


async def test_outside_its_channels_only_mentions_and_commands_are_heard(stage: Stage) -> None:
    bot = shapes.ME
    await stage.discord.chat("남친이 읽씹해요", channel=ELSEWHERE)
    await stage.discord.chat("!도움말", channel=ELSEWHERE)
    await stage.discord.chat(f"<@{shapes.BOT}> 저 왔어요", channel=ELSEWHERE, mentions=[bot])
    role = shapes.BOT_ROLE
    await stage.discord.chat(f"<@&{role}> 저도요", channel=ELSEWHERE, mention_roles=[role])
    asking = f"<@{shapes.BOT}> !상담\n온유\n요즘"
    await stage.discord.chat(asking, channel=ELSEWHERE, mentions=[bot])
    await next_event(stage, 4)
    assert [event.text for event in stage.heard] == [
        "!도움말",
        "@러블름 저 왔어요",
        "@러블름 저도요",
        "!상담 온유 요즘",
    ]
    assert {event.channel for event in stage.heard} == {ELSEWHERE}


async def test_replies_tell_whom_they_are_for(stage: Stage) -> None:
    other = shapes.message(CHANNEL, shapes.user("400000000000000002", "다른이"), "하하")
    mine = shapes.message(CHANNEL, shapes.ME, "안녕하세요")
    for parent, mentions in ((other, []), (mine, [shapes.ME]), (None, [])):
        reference = {"message_id": "300", "channel_id": CHANNEL}
        await stage.discord.chat(
            "그건 아니죠",
            type=19,
            message_reference=reference,
            referenced_message=parent,
            mentions=mentions,
        )
    await next_event(stage, 3)
    told = [(e.reply_to, e.text) for e in stage.heard if isinstance(e, ChatMessage)]
    assert told == [
        ("discord:400000000000000002", "그건 아니죠"),
        (None, "@러블름 그건 아니죠"),
        ("discord:message:300", "그건 아니죠"),
    ]


async def test_bots_webhooks_and_system_lines_are_not_heard(stage: Stage) -> None:
    await stage.discord.chat("!도움말", author=shapes.user("5", "다른 봇", bot=True))
    await stage.discord.chat("!도움말", webhook_id="600000000000000001")
    await stage.discord.chat("", type=7)
    await stage.discord.chat("<:smile:700000000000000001>")
    await stage.discord.chat("사람이에요")
    assert (await next_event(stage)).text == "사람이에요"


async def test_the_owner_is_the_broadcaster_and_who_manages_the_guild_a_manager(
    stage: Stage,
) -> None:
    await stage.discord.chat("하나", user=stage.discord.owner)
    await stage.discord.chat("둘", member=shapes.member((shapes.MANAGERS,)))
    await stage.discord.slash("도움말", permissions=shapes.MANAGE_GUILD)
    await stage.discord.slash("도움말")
    await next_event(stage, 4)
    assert [set(event.viewer.roles) for event in stage.heard] == [
        {Role.BROADCASTER},
        {Role.MANAGER},
        {Role.MANAGER},
        set(),
    ]


async def test_notices_and_receipts(stage: Stage) -> None:
    event = await asked(stage, "상담사")
    where = (Platform.DISCORD, CHANNEL, event.viewer)
    await stage.adapter.receipt(Receipt(*where, event.id, 3, 60))
    await stage.adapter.notify(Notice(*where, event.id, "온유: 들어 주는 쪽"))
    await stage.adapter.receipt(Receipt(*where, "discord:123", 1, 4))
    assert stage.discord.typing == [CHANNEL]
    await stage.adapter.receipt(Receipt(*where, "discord:123", 3, 120))
    await stage.adapter.notify(Notice(Platform.DISCORD, CHANNEL, None, None, "쉬어 갈게요."))
    assert [(said.text, said.reply_to, said.ephemeral) for said in stage.discord.said] == [
        ("온유: 들어 주는 쪽", None, True),
        ("접수됐어요, 3번째, 약 2분 (상담사는 AI예요)", "123", False),
        ("쉬어 갈게요.", None, False),
    ]


async def test_a_long_line_is_cut_at_a_sentence(stage: Stage) -> None:
    await stage.adapter.say(answer("한 문장이에요. " * 300, line("x")))
    (said,) = stage.discord.said
    assert len(said.text) <= 2_000
    assert said.text.endswith("한 문장이에요.")


async def test_a_burst_keeps_its_order(stage: Stage) -> None:
    for number in range(300):
        await stage.discord.chat(f"{number}번째")
    await next_event(stage, 300)
    assert [event.text for event in stage.heard] == [f"{n}번째" for n in range(300)]


async def test_a_crisis_answer_does_not_wait_behind_others(stage: Stage) -> None:
    event = line("x")
    for number in range(3):
        await stage.adapter.say(answer(f"{number}", line("x")))
    waiting = asyncio.create_task(stage.adapter.say(answer("네 번째", line("x"))))
    await asyncio.sleep(0)
    async with asyncio.timeout(1.0):
        await stage.adapter.say(answer("109", event, persona=None, crisis=True))
    assert stage.discord.said[-1].text == "109"
    assert not waiting.done()
    waiting.cancel()
    assert stage.faults.count("POST", "/messages") == 4
