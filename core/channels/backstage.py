"""What a channel's managers do in its studio beside the console: rights are the console's."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from core.channels.audit import Audit, Entry
from core.channels.console import Console
from core.channels.floor import Sight
from core.channels.guilds import Actor, Place
from core.channels.invites import Invite, Invites
from core.channels.settings import Level
from core.errors import BadInput
from core.events import Donation, Viewer
from core.gifts.gift import Gift
from core.gifts.told import LONGEST_NAME, MOST_WON, told, visible
from core.persona import Persona
from core.ports import Clock
from core.safety.alarms import CALMED, Alarm, calm
from core.show.prompter import Prompter

GIFTS = 30
LONGEST_KEY = 100
STORED_WITHIN = 3.0


class Told(Struct, frozen=True):
    """A donation that was entered by hand; `known`: it was before."""

    id: str
    known: bool


class Backstage:
    """Acts for an Actor on a Place. Raises Forbidden or BadInput, worded for people.

    Wired up later: `prompter` has personas say something, `give` has a donation heard and returns
    it once it is stored, `given` returns one that is, `link` makes a studio's address from an
    invitation's secret.
    """

    def __init__(self, console: Console, invites: Invites, audit: Audit, clock: Clock) -> None:
        self.console = console
        self._invites = invites
        self._audit = audit
        self._clock = clock
        self.prompter: Prompter
        self.give: Callable[[Donation], Awaitable[Gift | None]]
        self.given: Callable[[str], Awaitable[Gift | None]]
        self.link: Callable[[str], str]

    # What waits, and what was given

    async def sight(self, actor: Actor, place: Place) -> Sight:
        """What goes on there; Raises BadInput where nobody answers."""
        return await self.console.queue(actor, place)

    async def answer_now(self, actor: Actor, place: Place, id: str = "") -> str:
        """Answer that line, or the first, at once; whose it is."""
        sight = await self.console.answer_now(actor, place, id)
        if sight.paused:
            raise BadInput("멈춰 있어요. 먼저 다시 시작한 뒤에 골라 주세요.")
        if not sight.done or sight.name is None:
            raise Gone("그 이야기는 이제 대기열에 없어요.")
        return sight.name

    async def gifts(self, actor: Actor, place: Place) -> Sequence[Gift]:
        """What was given lately, newest first."""
        self.console.check(actor, place, Level.MANAGER)
        return await self.console.donations.latest(place.platform, place.channel, GIFTS)

    async def enter(
        self, actor: Actor, place: Place, donor: str, won: int, text: str, key: str
    ) -> Told:
        """A donation that reached the streamer elsewhere; the same `key` is the same one."""
        self.console.check(actor, place, Level.MANAGER)
        if not 0 < won <= MOST_WON:
            raise BadInput(f"금액은 1원부터 {MOST_WON:,}원까지 적어 주세요.")
        name = visible(donor, LONGEST_NAME)
        about = (place.platform, place.channel, _keyed(key), name, won, text, self._clock())
        event = told("studio", *about)
        known = await self.given(event.id)
        if known is not None:
            return Told(event.id, True)
        try:
            async with asyncio.timeout(STORED_WITHIN):
                stored = await self.give(event)
        except TimeoutError:
            stored = None
        if stored is None:
            raise Busy("아직 저장하지 못했어요. 잠시 뒤에 다시 눌러 주세요.")
        self._audit.note(actor, place, "gift", name, event.viewer.id)
        return Told(event.id, False)

    # Disclosures

    async def alarm(self, actor: Actor, place: Place, id: str) -> Alarm:
        """One that was told of; who, when and what kind, never the words."""
        found = [one for one in (await self.sight(actor, place)).alarms if one.id == id]
        if not found:
            raise Gone("그 알림은 이제 없어요.")
        return found[0]

    async def false_alarm(self, actor: Actor, place: Place, id: str) -> Viewer:
        """It was none: its viewer, who is answered as before."""
        about = await self.alarm(actor, place, id)
        self.console.false_alarm(actor, place, about.viewer.id)
        return about.viewer

    # What personas say

    async def say(self, actor: Actor, place: Place, persona: str, text: str, key: str) -> bool:
        """Have a persona say it in chat; whether aloud, too. The same `key` is said once."""
        alarms = (await self.sight(actor, place)).alarms
        if calm(alarms, self._clock()):
            raise BadInput(CALMED)
        who, aloud = await self.prompter.say(place, persona, text, _keyed(key))
        self._audit.note(actor, place, "say", who.name)
        return aloud

    async def preview(self, actor: Actor, place: Place, persona: str, text: str) -> bytes:
        """Its sound, for the studio alone."""
        self.console.check(actor, place, Level.MANAGER)
        return await self.prompter.preview(place, persona, text)

    async def test_overlay(self, actor: Actor, place: Place) -> None:
        """Have the overlay alone say a line; returns when it did."""
        self.console.check(actor, place, Level.MANAGER)
        await self.prompter.test(place)
        self._audit.note(actor, place, "test_overlay")

    # Who may be here, and what they did

    async def invite(self, actor: Actor, place: Place, name: str, level: Level) -> str:
        """An address for somebody else, told once."""
        self.console.check(actor, place, Level.STREAMER)
        guild = actor.guild or await self._guild(actor)
        invite, token = await self._invites.make(place, name, level, by=actor.id, guild=guild)
        self._audit.note(actor, place, "invite", invite.name)
        return self.link(token)

    async def _guild(self, actor: Actor) -> str:
        """The guild that an invited actor's own invitation comes from."""
        held = await self._invites.holding([actor.invite]) if actor.invite else {}
        return held[actor.invite].guild if actor.invite in held else ""

    async def own(self, actor: Actor, place: Place) -> str:
        """An address for the actor's own use, for a day; the one before is none any more."""
        self.console.check(actor, place, Level.MANAGER)
        # A thread is managed with its channel.
        whole = Place(place.platform, place.channel.partition("/")[0])
        link = self.link(await self._invites.own(whole, actor, self.console.level(actor)))
        self._audit.note(actor, whole, "invite", actor.name, actor.id)
        return link

    async def revoke(self, actor: Actor, place: Place, id: str) -> None:
        """Somebody's address is none any more, and they are out."""
        self.console.check(actor, place, Level.STREAMER)
        known = {one.id: one for one in await self._invites.of(place)}
        if not await self._invites.revoke(place, [id]):
            raise Gone("그 초대는 이미 끝났어요.")
        over = known[id]
        self._audit.note(actor, place, "revoke", over.name, over.by if over.own else "")

    async def invites(self, actor: Actor, place: Place) -> Sequence[Invite]:
        """All of that channel, newest first."""
        self.console.check(actor, place, Level.STREAMER)
        return await self._invites.of(place)

    def holds(self, invite: Invite) -> bool:
        """Whether it still counts."""
        return self._invites.holds(invite)

    async def audit(
        self, actor: Actor, place: Place, before: float | None = None
    ) -> Sequence[Entry]:
        """Who did what there, newest first."""
        self.console.check(actor, place, Level.MANAGER)
        return await self._audit.page(place, before)

    def cast(self, actor: Actor, place: Place) -> Sequence[Persona]:
        """Who may speak."""
        self.console.check(actor, place, Level.MANAGER)
        return self.prompter.cast


def _keyed(key: str) -> str:
    """What tells a deed that is asked for again from another one."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadInput("화면을 새로 고친 뒤 다시 해 주세요.")
    return key


class Gone(BadInput):
    """There is no such thing any more; the message is for people."""


class Busy(BadInput):
    """It may work a little later; the message is for people."""
