"""The desk for somebody whose Discord is English."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.discord.commands import DESK
from adapters.discord.english.panel import READ, english, in_english
from tests.servers.discord import Stage, staged
from tests.servers.discord_desk import MEMBER, OWNER, Person, started

HANGUL = re.compile("[가-힣]")
# Names of people, channels, personas and commands, and what stands between backticks.
NAMES = re.compile(
    "`[^`]*`|고민|겨울밤|봄소풍|온유|도건|유담|라온|러블름|러블|상담=worry, 영화=movies|!럽|!연결|남의 방|우리 방송|두부"
)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


@pytest.fixture
def abroad(stage: Stage) -> Person:
    return Person(stage.discord, replace(OWNER, locale="en-US"))


def texts(part: Any, key: str = "") -> Iterator[str]:
    """What is read of a payload."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from texts(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, key)
    elif isinstance(part, str) and key in READ:
        yield part


@pytest.mark.parametrize("command", DESK)
async def test_every_panel_is_english(stage: Stage, abroad: Person, command: str) -> None:
    await started(Person(stage.discord, OWNER))
    await abroad.use(command)
    assert abroad.said is not None
    korean = [text for text in texts(abroad.said.message) if HANGUL.search(NAMES.sub("", text))]
    assert korean == []


async def test_so_are_changes_refusals_and_forms(stage: Stage, abroad: Person) -> None:
    await started(Person(stage.discord, OWNER))
    await abroad.use("설정")
    assert "Mode: When called → Off" in await abroad.choose("Mode", "Off")
    assert "(undone)" in await abroad.press("Undo")
    await abroad.press("Next")
    assert "number" in await abroad.write("Edit Read from", "a lot")
    viewer = Person(stage.discord, replace(MEMBER, locale="en-GB"))
    assert not HANGUL.search(await viewer.use("설정"))


async def test_whoever_uses_discord_in_korean_reads_korean(stage: Stage, owner: Person) -> None:
    await started(owner)
    assert "설정" in await owner.use("설정")


def test_what_is_not_known_stays_as_it_is() -> None:
    assert english("모르는 말\n새로고침 · 모르는 말") == "모르는 말\nRefresh · 모르는 말"
    file = ("리포트.html", b"<html>")
    panel = {
        "content": "새로고침",
        "files": [file],
        "components": [{"value": "새로고침", "label": "새로고침"}],
    }
    assert in_english(panel) == {
        "content": "Refresh", "files": [file],
        "components": [{"value": "새로고침", "label": "Refresh"}],
    }  # fmt: skip
