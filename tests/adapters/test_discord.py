"""The Discord adapter against a local server that speaks Discord's protocol."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.discord.commands import COMMANDS, DESK
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.discord_interactions import command
from adapters.simulated.discord_people import VIEWER, Asker
from core.errors import SendRejected
from core.events import ChatMessage, Command, Event, Viewer
from core.labels import Platform, Role
from core.replies import FilmCard, FilmLink, Notice, Receipt
from tests.conftest import line, until
from tests.servers.discord import CHANNEL, ELSEWHERE, Faults, Stage, answer, connected, staged

FILM = FilmCard(
    id="f1",
    title="헤어질 결심",
    year=2022,
    genres=("Romance", "Mystery"),
    rating="15",
    score=0.9,
    why="조용히 마음을 두드려요.",
    providers=(FilmLink("넷플릭스", "https://www.netflix.com/search?q=x"),),
)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def next_event(stage: Stage, count: int = 1) -> Event:
    await until(lambda: len(stage.heard) >= count)
    return stage.heard[count - 1]


async def asked(stage: Stage, name: str, **options: Any) -> Command:
    await stage.discord.slash(name, **options)
    event = await next_event(stage, len(stage.heard) + 1)
    assert isinstance(event, Command)
    return event


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


async def test_counsel_by_slash_command_is_seen_by_its_asker_alone(stage: Stage) -> None:
    interaction = await stage.discord.slash("상담", 고민="남친이 답이 없어요", 상담사="온유")
    event = await next_event(stage)
    assert event == Command(
        id=f"discord:{interaction.id}",
        platform=Platform.DISCORD,
        channel=CHANNEL,
        viewer=Viewer("discord:400000000000000001", "시청자"),
        at=event.at,
        text="남친이 답이 없어요",
        name="상담",
        arguments={"상담사": "온유", "고민": "남친이 답이 없어요"},
        token=interaction.token,
    )
    await stage.adapter.say(answer("오래 기다렸네요.", event))
    (said,) = stage.discord.said
    assert (said.text, said.ephemeral) == ("**온유** 오래 기다렸네요.", True)


async def test_its_asker_can_show_it_to_all_once(stage: Stage) -> None:
    event = await asked(stage, "상담", 고민="남친이 답이 없어요")
    await stage.adapter.say(answer("오래 기다렸네요.", event, films=(FILM,)))
    (private,) = stage.discord.said
    before = dict(private.message)
    await stage.discord.press(private, "publish")
    await stage.discord.heard(2)
    private.message = before  # a second press that was under way when the button went
    pressed = await stage.discord.press(private, "publish")
    await until(lambda: pressed.acknowledged)
    await asyncio.sleep(0.2)
    _, public = stage.discord.said
    assert public.text == "시청자 님이 공개한 답이에요.\n**온유** 오래 기다렸네요."
    assert not public.ephemeral
    assert public.message["embeds"][0]["title"] == "1. 헤어질 결심 (2022)"
    assert "publish" not in str(public.message["components"])
    assert "publish" not in str(private.message["components"])


async def test_an_answer_that_could_not_be_shown_keeps_its_button(stage: Stage) -> None:
    event = await asked(stage, "상담", 고민="남친이 답이 없어요")
    await stage.adapter.say(answer("오래 기다렸네요.", event))
    (private,) = stage.discord.said
    for why in (shapes.refuse(403, 50013, "Missing Permissions"), shapes.limited(30.0, via=False)):
        stage.faults.add("POST", "/messages", answer=lambda why=why: why)
        pressed = await stage.discord.press(private, "publish")
        await until(lambda pressed=pressed: bool(pressed.follow_ups))  # type: ignore[misc]
        assert pressed.follow_ups[0].text == "공개하지 못했어요. 잠시 뒤에 다시 눌러 주세요."
        assert pressed.follow_ups[0].ephemeral
        assert "publish" in str(private.message["components"])
    pressed = await stage.discord.press(private, "publish")
    await until(lambda: pressed.edits == 1)
    assert stage.discord.said[-1].text.endswith("오래 기다렸네요.")
    assert not stage.discord.said[-1].ephemeral
    assert "publish" not in str(private.message["components"])


async def test_in_private_messages_there_is_nobody_to_show_it_to(stage: Stage) -> None:
    interaction = await stage.discord.slash("상담", Asker(guild=None), 고민="남친이 답이 없어요")
    event = await next_event(stage)
    await stage.adapter.say(answer("오래 기다렸네요.", event, channel=event.channel))
    await until(lambda: interaction.answer is not None)
    assert "publish" not in str(stage.discord.said[0].message)


@pytest.mark.parametrize("guild", [shapes.GUILD, None])
@pytest.mark.parametrize("missing", ["attachment_size_limit", "channel", "options"])
async def test_an_interaction_that_lacks_a_field_is_heard(
    stage: Stage, missing: str, guild: str | None
) -> None:
    by = Asker(guild=guild, channel=CHANNEL if guild else shapes.direct(VIEWER))
    about = shapes.interaction(2, by, by.channel, shapes.SEEN_BY_ALL, command("도움말", {}))
    about.pop(missing, None)
    if missing == "options":
        about["data"]["options"] = None
    await stage.discord.gateway.dispatch("INTERACTION_CREATE", about)
    event = await next_event(stage)
    assert (event.channel, event.text) == (by.channel, "")


async def test_a_button_that_is_not_ours_does_nothing(stage: Stage) -> None:
    event = await asked(stage, "상담", 고민="남친이 답이 없어요")
    await stage.adapter.say(answer("오래 기다렸네요.", event))
    other = await stage.discord.press(stage.discord.said[0], "else")
    stage.discord.said[0].message["flags"] = 0
    public = await stage.discord.press(stage.discord.said[0], "publish")
    await stage.discord.chat("다음")
    await next_event(stage, 2)
    assert not other.acknowledged
    assert not public.acknowledged


async def test_a_crisis_answer_to_a_command_stays_private(stage: Stage) -> None:
    event = await asked(stage, "영화", 기분="힘든 말")
    await stage.adapter.say(answer("109로 전화해 주세요.", event, persona=None, crisis=True))
    (said,) = stage.discord.said
    assert (said.text, said.ephemeral) == ("109로 전화해 주세요.", True)
    assert said.message["components"] == []


async def test_a_command_acknowledged_too_late() -> None:
    async with staged(acknowledge_within=-1.0) as stage:
        event = await asked(stage, "상담", 고민="힘든 말")
        with pytest.raises(SendRejected, match="in time"):
            await stage.adapter.say(answer("오래 기다렸네요.", event))
        assert not stage.discord.said, "what was asked in private is not answered in public"
        await stage.adapter.say(answer("109로 전화해 주세요.", event, persona=None, crisis=True))
        (said,) = stage.discord.said
        assert said.channel == shapes.direct("400000000000000001")


async def test_an_answer_waits_for_the_acknowledgement(stage: Stage) -> None:
    stage.faults.add("POST", "/callback", before=0.3)
    event = await asked(stage, "상담", 고민="힘든 말")
    await stage.adapter.say(answer("109로 전화해 주세요.", event, persona=None, crisis=True))
    assert stage.discord.said[0].ephemeral


async def test_a_command_told_twice_is_heard_once(stage: Stage) -> None:
    await asked(stage, "도움말")
    session = next(iter(stage.discord.gateway.sessions.values()))
    await stage.discord.gateway.send(session.frames[-1])
    await stage.discord.chat("다음")
    await next_event(stage, 2)
    assert [type(event) for event in stage.heard] == [Command, ChatMessage]


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


async def test_commands_are_registered_when_they_changed() -> None:
    faults = Faults()
    discord = SimulatedDiscord(middlewares=[faults.play])
    async with discord.serve():
        for _ in range(2):
            async with connected(discord, faults):
                assert discord.commands_put == 1
        assert [c["name"] for c in discord.commands][:4] == ["상담", "영화", "상담사", "도움말"]
        assert {*COMMANDS, *DESK} == {c["name"] for c in discord.commands}
        assert discord.commands[0]["name_localizations"]["en-US"] == "counsel"
        assert [o["name"] for o in discord.commands[0]["options"]] == ["고민", "상담사"]
        discord.commands[1]["description_localizations"]["en-GB"] = "An older text."
        async with connected(discord, faults):
            assert discord.commands_put == 2
        faults.add("GET", "/commands", answer=lambda: shapes.refuse(403, 50001, "Missing Access"))
        async with connected(discord, faults) as stage:
            await discord.chat("그래도 들려요", mentions=[shapes.ME])
            await next_event(stage)


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
