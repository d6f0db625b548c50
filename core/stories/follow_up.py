"""A week after a story was read its teller is asked, once and in private, how it went on."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from core.channels.settings import ChannelSettings
from core.errors import Disconnected, PlatformError, RateLimited
from core.korea import KOREA
from core.labels import Platform
from core.ports import Clock
from core.stores import StoryStore
from core.stories.story import Story

log = logging.getLogger(__name__)

DAY: Final = 86_400.0
AFTER, LATEST = 7 * DAY, 30 * DAY
# Hours in Korea in which nobody is woken.
AWAKE: Final = range(9, 23)
AT_ONCE: Final = 20


class FollowUps:
    """Only whoever said yes to it, in channels that want it; that they were asked is in the row
    before they are."""

    def __init__(
        self,
        store: StoryStore,
        accounts: Callable[[str], Sequence[str]],
        held: Callable[[str], bool],
        settings: Callable[[Platform, str], ChannelSettings],
        write: Callable[[str, str, str], Awaitable[None]],
        clock: Clock,
    ) -> None:
        """`write(viewer, text, about)` tells a Discord account something in private; it raises as
        core.ports.Adapter.say does. `held` tells who disclosed a crisis lately."""
        self._store = store
        self._accounts = accounts
        self._held = held
        self._settings = settings
        self._write = write
        self._clock = clock

    async def ask(self) -> None:
        """Everybody whose time has come, by day."""
        now = self._clock()
        if datetime.fromtimestamp(now, UTC).astimezone(KOREA).hour not in AWAKE:
            return
        for story in await self._store.to_ask(now - AFTER, AT_ONCE):
            if not self._held(story.viewer):
                await self._asked(story, now)

    async def _asked(self, story: Story, now: float) -> None:
        if await self._store.asked(story.id, now) is None:  # another process does
            return
        # After the row: left unasked, those of one channel would be in the way of all others.
        if not self._settings(story.platform, story.channel).follow_up:
            return
        account = next((one for one in self._accounts(story.viewer) if _on_discord(one)), None)
        if account is None or now - story.read_at > LATEST:
            return
        try:
            await self._write(account, question(story), f"follow up:{story.id}")
        except (RateLimited, Disconnected):  # certainly not asked
            await self._store.asked(story.id, 0.0, before=now)
        except PlatformError as error:  # closed to private messages, or perhaps asked
            log.info("teller not asked", extra={"error": type(error).__name__})


def question(story: Story) -> str:
    """It needs no answer."""
    return (
        f"‘{story.pseudonym}’ 이름으로 나눠 주신 사연, 그 뒤로 어떻게 됐어요?\n"
        "들려주고 싶으면 방송 채팅에 `!후일담 내용`이라고 적어 주세요. 모두가 보는 곳이니 적고 싶은 만큼만요.\n"
        "-# 답하지 않아도 괜찮아요. 한 번만 여쭤보는 거라 다시 묻지 않을게요."
    )


def _on_discord(account: str) -> bool:
    return account.startswith(f"{Platform.DISCORD}:")
