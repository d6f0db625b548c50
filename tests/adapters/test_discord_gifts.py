"""What managers do about gifts in the desk."""

import time
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from core.channels.channel import Channel
from core.gifts.gift import Gift
from core.labels import Platform
from tests.conftest import gift
from tests.servers.discord import CHANNEL, Stage, staged
from tests.servers.discord_desk import Person


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


class Voice:
    """Where nothing is spoken but one gift."""

    def __init__(self) -> None:
        self.speaks = True

    def corner(self, channel: Channel) -> tuple[bool | None, int]:
        return None, 0

    def allow(self, channel: Channel) -> bool:
        return False

    def video_ended(self, channel: Channel) -> bool:
        return False

    def skip_gift(self, channel: Channel, gift: str) -> bool:
        spoke, self.speaks = self.speaks, False
        return spoke


async def test_words_of_gifts_are_let_out_or_not(stage: Stage, manager: Person) -> None:
    console = stage.management.console
    approval, shown = console.donations.approval, list[str]()
    console.floor.approval, console.floor.approved = approval, lambda e: shown.append(e.text)
    for text in ("응원해요", "제 번호는 010-1234-5678"):
        about: dict[str, Any] = {"platform": Platform.DISCORD, "channel": CHANNEL}
        event = gift(5_000, text, viewer=text[:2].strip(), at=time.time())
        given = approval.asked(Gift(event=msgspec.structs.replace(event, **about)))
        await stage.management.gifts.add([given])
    await approval.look(lambda _: True)
    await manager.use("대기열")
    text = await manager.press("후원 글 (2)")
    assert "**응원** 5,000원" in text
    assert "010-1234" not in text
    assert "내보냈어요" in await manager.choose("내보낼 글", "응원 · 5,000원")
    assert "않기로 했어요" in await manager.choose("내보내지 않을 글", "제 · 5,000원")
    assert shown == ["응원해요"]
    await manager.press("대기열로")
    assert "후원 글 (0)" in manager.labels()


async def test_what_is_said_for_a_gift_is_skipped(stage: Stage, manager: Person) -> None:
    stage.management.console.floor.speaking = Voice()
    await manager.use("대기열")
    assert "건너뛰었어요" in await manager.press("후원 소리 건너뛰기")
    assert "말하고 있는 후원이 없어요" in await manager.press("후원 소리 건너뛰기")
