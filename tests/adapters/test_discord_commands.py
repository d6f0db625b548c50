"""Slash commands and their buttons: answered in private, shown to all by who asked."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord.commands import COMMANDS, DESK
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.discord_interactions import command
from adapters.simulated.discord_people import VIEWER, Asker
from core.errors import SendRejected
from core.events import ChatMessage, Command, Viewer
from core.labels import Platform
from core.replies import FilmCard, FilmLink
from tests.conftest import until
from tests.servers.discord import (
    CHANNEL,
    Faults,
    Stage,
    answer,
    asked,
    connected,
    next_event,
    staged,
)

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
    await until(lambda: pressed.edits == 1)  # what comes after it was shown
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
