"""Proves in chat what is claimed on Discord: whose a stream is, and who somebody is there."""

import asyncio
import logging
from collections.abc import Callable, Iterable

import msgspec
from msgspec import Struct

from core.channels.codes import LIVES, Codes, shaped
from core.channels.guilds import Link, Place
from core.events import ChatMessage, Command
from core.labels import Platform, Role
from core.ports import Clock
from core.stores import CodeStore, Links
from core.viewers.consent import YES, Asked
from core.viewers.people import People

log = logging.getLogger(__name__)

STREAM, VIEWER = "stream", "viewer"


class Claim(Struct, frozen=True):
    """An account whose owner typed somebody's code: still to be confirmed by that somebody."""

    viewer: str
    name: str
    platform: Platform


class Linking:
    """Codes travel from a private answer on Discord into a chat where their typist is known."""

    def __init__(
        self,
        links: Links,
        known: Iterable[Link],
        people: People,
        codes: CodeStore,
        clock: Clock,
    ) -> None:
        """`known` is what `links` holds already."""
        self._links = links
        self._known = _by_stream(known)
        self._changing = asyncio.Lock()
        # Called when a stream was linked or unlinked here.
        self.changed: Callable[[], object] = lambda: None
        self._people = people
        self._codes = Codes(codes, clock)
        self._warned = Asked(clock, LIVES)
        self._store = codes
        self._clock = clock

    def streams(self, guild: str) -> list[Place]:
        """The streams that `guild` controls."""
        return [link.place for link in self._known.values() if link.guild == guild]

    def guild_of(self, platform: Platform, channel: str) -> str | None:
        """The guild that controls a stream."""
        link = self._known.get((platform, channel))
        return link.guild if link else None

    def name_of(self, platform: Platform, channel: str) -> str:
        """What a linked stream is called; "" when it is none."""
        link = self._known.get((platform, channel))
        return link.place.name if link else ""

    def accounts(self, viewer: str) -> list[str]:
        """Every account that is linked to `viewer`, itself among them."""
        return self._people.accounts(viewer)

    async def unlink(self, viewer: str) -> int:
        """Undo every link of this person; how many accounts were linked."""
        return await self._people.unlink(viewer)

    async def stream_code(self, guild: str) -> str:
        """A code that the broadcaster types to hand a stream to `guild`."""
        return await self._codes.issue(STREAM, guild.encode())

    async def viewer_code(self, viewer: str) -> str:
        """A code that `viewer` types elsewhere to show which account there is theirs."""
        return await self._codes.issue(VIEWER, viewer.encode())

    async def type_stream_code(self, event: ChatMessage | Command, code: str) -> str:
        """The broadcaster typed `code`; the line to say."""
        if Role.BROADCASTER not in event.viewer.roles or event.platform not in STREAMED:
            return "연동은 방송하는 분이 방송 채팅에서 해 주세요."
        guild = await self._codes.take(STREAM, code, event.viewer.id)
        if guild is None:
            return "코드가 맞지 않거나 5분이 지났어요. 디스코드에서 /연동 으로 새로 받아 주세요."
        place = Place(event.platform, event.channel, event.viewer.name)
        link = Link(guild=guild.decode(), place=place, at=self._clock())
        async with self._changing:
            await self._links.put(link)
            self._known[place.platform, place.channel] = link
        self.changed()
        log.info("stream linked", extra={"platform": place.platform, "guild": link.guild})
        return "연동됐어요. 이제 디스코드에서 /설정 으로 이 방송을 다룰 수 있어요."

    async def unlink_stream(self, place: Place) -> None:
        """The stream belongs to no guild any more."""
        async with self._changing:
            await self._links.drop(place)
            self._known.pop((place.platform, place.channel), None)
        self.changed()

    async def reload(self) -> None:
        """Another process linked or unlinked a stream."""
        async with self._changing:
            self._known = _by_stream(await self._links.all())

    async def type_viewer_code(self, event: ChatMessage | Command, words: str) -> str:
        """A viewer typed a code, alone or with a yes; the line to say, which shows nothing to
        the others. A code counts only with a yes from somebody who has read what it allows:
        it may come from a stranger who wants to read and delete what is remembered."""
        if event.platform is Platform.DISCORD:
            return "디스코드 말고, 연결할 방송의 채팅에서 적어 주세요."
        code, _, answer = words.strip().partition(" ")
        if not shaped(code):
            return WRONG
        agreed = YES.fullmatch(answer.strip().lower()) is not None
        if not (agreed and self._warned.take(event.viewer.id, code)):
            self._warned.ask(event.viewer.id, code)
            return WARNING.format(code)
        owner = await self._codes.take(VIEWER, code, event.viewer.id)
        if owner is None:
            return WRONG
        claim = Claim(event.viewer.id, event.viewer.name, event.platform)
        await self._hold(owner.decode(), claim)
        return "디스코드로 돌아가서 '채팅에 적었어요' 버튼을 눌러 주세요."

    async def claim(self, viewer: str) -> Claim | None:
        """The account that waits for the word of `viewer`; it keeps waiting."""
        found = await self._taken(viewer)
        if found is not None:
            await self._hold(viewer, found)
        return found

    async def confirm(self, viewer: str, account: str) -> Claim | None:
        """`viewer` says that `account` is theirs; None when that claim is gone or another."""
        found = await self._taken(viewer)
        if found is None or found.viewer != account:
            return None
        await self._people.link(viewer, found.viewer)
        return found

    async def refuse(self, viewer: str) -> None:
        """`viewer` says that the account is not theirs."""
        await self._taken(viewer)

    async def _hold(self, viewer: str, claim: Claim) -> None:
        data = msgspec.json.encode(claim)
        await self._store.put(f"claim:{viewer}", data, self._clock() + LIVES)

    async def _taken(self, viewer: str) -> Claim | None:
        data = await self._store.take(f"claim:{viewer}", self._clock())
        return None if data is None else msgspec.json.decode(data, type=Claim)


def _by_stream(links: Iterable[Link]) -> dict[tuple[Platform, str], Link]:
    return {(link.place.platform, link.place.channel): link for link in links}


STREAMED = (Platform.TWITCH, Platform.CHZZK)
WRONG = "코드가 맞지 않거나 5분이 지났어요. 디스코드에서 /연결 로 새로 받아 주세요."
WARNING = (
    "코드를 준 디스코드 계정이 내 기억과 찜을 보고 지울 수 있어요. "
    "내가 받은 코드면 `!연결 {} 네`라고 적어 주세요."
)
