"""Personal invitations to a channel's studio: who holds one may act there, until it is revoked."""

import hmac
import logging
import secrets
from collections.abc import Callable, Collection, Sequence
from hashlib import sha256
from typing import Protocol

from msgspec import Struct

from core.channels.guilds import Actor, Place
from core.channels.settings import Level
from core.errors import BadInput
from core.gate.cooldown import Cooldown
from core.labels import Platform
from core.ports import Clock

log = logging.getLogger(__name__)

# 128 random bits.
TOKEN_BYTES = 16
LONGEST_TOKEN = 64
LONGEST_NAME = 30
# Invitations of one channel that hold at a time.
MOST = 50
# Wrong ones that one address may try at once, and then once in so many seconds.
WRONG_BURST, WRONG_EVERY = 10, 6.0
# Seconds between two notes that somebody is still there.
SEEN_EVERY = 60.0
# Who asks for a link on Discord may lose their role there: such a link ends by itself.
A_DAY = 86_400.0


class Invite(Struct, frozen=True, kw_only=True):
    """`guild` is the Discord guild that gave it, "" where whoever runs the program did; `by` is
    the maker's id. Times in Unix seconds; 0 for never (`until`: it ends by itself then)."""

    id: str
    place: Place
    name: str
    level: Level
    by: str = ""
    guild: str = ""
    made_at: float = 0.0
    until: float = 0.0
    seen_at: float = 0.0
    revoked_at: float = 0.0

    @property
    def own(self) -> bool:
        """Whether its maker asked for it for themselves: only such links end by themselves."""
        return self.until > 0

    @property
    def actor(self) -> Actor:
        """Whoever holds it."""
        return Actor(
            id=f"{INVITE}{self.id}", name=self.name, guild=None, at=self.place, may=self.level
        )


class InviteStore(Protocol):
    """Invitations, by the hash of their secret."""

    async def add(self, invite: Invite, secret: str) -> bool:
        """Store it under the hash `secret`; False, and nothing changed, where that is taken."""

    async def find(self, secret: str) -> tuple[Invite, str] | None:
        """The one whose secret has that hash, with the hash."""

    async def get(self, ids: Collection[str]) -> list[Invite]: ...

    async def of(self, platform: Platform, channel: str) -> list[Invite]:
        """A channel's, newest first."""

    async def revoke(self, ids: Collection[str], at: float) -> int:
        """How many held until now."""

    async def seen(self, id: str, at: float) -> None: ...


class Invites:
    """Makes them, knows them again, ends them. A secret is shown once and kept as its hash."""

    def __init__(
        self,
        store: InviteStore,
        guild_of: Callable[[Platform, str], str | None],
        clock: Clock,
    ) -> None:
        """`guild_of` tells which guild controls a stream: what another one gave holds no more."""
        self._store = store
        self._guild_of = guild_of
        self._clock = clock
        self._wrong = Cooldown(WRONG_BURST, WRONG_EVERY)
        # Called with ids that were revoked here.
        self.revoked: Callable[[Collection[str]], object] = lambda _: None

    async def make(
        self,
        place: Place,
        name: str,
        level: Level,
        by: str = "",
        guild: str = "",
        lives: float = 0.0,
        token: str = "",
    ) -> tuple[Invite, str]:
        """One more, and its secret; it ends after `lives` seconds, if not 0. Raises BadInput,
        worded for people."""
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            raise BadInput(f"누구를 초대하는지 이름을 {LONGEST_NAME}자까지 적어 주세요.")
        if level not in (Level.MANAGER, Level.STREAMER):
            raise BadInput("매니저나 스트리머로만 초대할 수 있어요.")
        if len([one for one in await self.of(place) if self.holds(one)]) >= MOST:
            raise BadInput(f"초대는 {MOST}개까지예요. 안 쓰는 초대를 먼저 끝내 주세요.")
        now = self._clock()
        token = token or secrets.token_urlsafe(TOKEN_BYTES)
        invite = Invite(
            id=secrets.token_hex(8), place=place, name=name, level=level, by=by, guild=guild,
            made_at=now, until=now + lives if lives else 0.0,
        )  # fmt: skip
        await self._store.add(invite, hashed(token))
        return invite, token

    async def fixed(self, place: Place, name: str, token: Callable[[int], str]) -> str:
        """A streamer's secret that is the same at every start: the first `token(number)` that
        was not revoked."""
        for number in range(MOST):
            found = await self._store.find(hashed(token(number)))
            if found is None:
                await self.make(place, name, Level.STREAMER, token=token(number))
                return token(number)
            if self.holds(found[0]):
                return token(number)
        _, made = await self.make(place, name, Level.STREAMER)
        return made

    async def enter(self, token: str, address: str) -> Invite | None:
        """The invitation that `token` is the secret of, None for a wrong one or one that is over.
        Raises TooMany where `address` has tried too many wrong ones."""
        found = await self._store.find(hashed(token)) if len(token) <= LONGEST_TOKEN else None
        good = found is not None and hmac.compare_digest(hashed(token), found[1])
        if found is None or not good or not self.holds(found[0]):
            if not self._wrong.allows(address, self._clock()):
                raise TooMany(TRIED)
            log.info("wrong invitation")
            return None
        return found[0]

    def holds(self, invite: Invite) -> bool:
        """Whether it is neither revoked nor over, and its giver has still to do with the channel."""
        over = 0 < invite.until <= self._clock()
        place = invite.place
        foreign = (
            bool(invite.guild)
            and place.platform is not Platform.DISCORD
            and self._guild_of(place.platform, place.channel) != invite.guild
        )
        return not (invite.revoked_at or over or foreign)

    async def holding(self, ids: Collection[str]) -> dict[str, Invite]:
        """Those of these that hold, as they are now."""
        return {one.id: one for one in await self._store.get(ids) if self.holds(one)}

    async def of(self, place: Place) -> Sequence[Invite]:
        """All of a channel, newest first."""
        return await self._store.of(place.platform, place.channel)

    async def revoke(self, place: Place, ids: Collection[str]) -> int:
        """End these of a channel; how many held."""
        theirs = [one.id for one in await self.of(place) if one.id in ids and self.holds(one)]
        done = await self._store.revoke(theirs, self._clock()) if theirs else 0
        self.revoked(theirs)
        return done

    async def own(self, place: Place, actor: Actor, level: Level) -> str:
        """The secret of a link for `actor`, for a day; the one before holds no more."""
        before = [one.id for one in await self.of(place) if one.by == actor.id]
        await self.revoke(place, before)
        name = "".join(filter(str.isprintable, actor.name)).strip()[:LONGEST_NAME] or "매니저"
        _, token = await self.make(
            place, name, level, by=actor.id, guild=actor.guild or "", lives=A_DAY
        )
        return token

    async def seen(self, invite: Invite) -> None:
        """Its holder is there."""
        now = self._clock()
        if now - invite.seen_at >= SEEN_EVERY:
            await self._store.seen(invite.id, now)


class TooMany(BadInput):
    """Too often; the message is for people."""


def hashed(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


# What the id of somebody who was invited begins with.
INVITE = "invite:"
TRIED = "맞지 않는 초대를 너무 많이 적었어요. 1분 뒤에 다시 해 주세요."
