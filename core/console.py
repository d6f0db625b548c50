"""What streamers and their managers do from Discord (and any other panel): every right is
checked here, whatever a panel showed."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core import channel_settings as decisions
from core.aftercare import Aftercare
from core.channel import Channel
from core.channel_settings import ChannelSettings, Level, Mode, changed, fields
from core.channels import Channels
from core.costs import Costs, Till, capped
from core.donations import Donations
from core.errors import BadInput
from core.gifts import given
from core.guilds import Actor, GuildSettings, Place
from core.ignored import ignore
from core.labels import Platform
from core.linking import Linking
from core.people import People
from core.replies import Notice, Reply
from core.rights import Rights
from core.stores import SettingsStore
from core.waiting import SKIPPED, Held, ToCheck, Waiting, excuse, waiting


class PartState(Struct, frozen=True):
    """A part as a status panel shows it. `problems` are what is wrong and the fix, for people, by
    the id of the channel or by what else they are about."""

    part: str
    ok: bool
    problems: Mapping[str, str] = {}


class Console(Rights):
    """Acts for an Actor on a Place. Raises Forbidden or BadInput, worded for people."""

    def __init__(
        self,
        channels: Channels,
        linking: Linking,
        people: People,
        aftercare: Aftercare,
        store: SettingsStore,
        guilds: dict[str, GuildSettings],
        personas: Mapping[str, str],
    ) -> None:
        """`guilds` is what `store` holds already; `personas` is slug → name.

        Wired up later: `hush` silences a channel's overlay at once, `addresses` makes a
        channel's secret address (by ADDRESSES), `health` tells what is connected, `donations` keeps
        what was given, `till` knows what the model costs, `speak` lets the overlay say what was
        held, `tell` says a line of the service's own.
        """
        super().__init__(channels, linking, store, guilds)
        self._people = people
        self._aftercare = aftercare
        self.personas = personas
        self.forget_alarm: Callable[[str], object] = lambda _: None
        self.hush: Callable[[Channel], object] = lambda _: None
        self.addresses: Mapping[str, Callable[[Platform, str], str]] = {}
        self.health: Callable[[], list[PartState]] = list
        self.speak: Callable[[Channel, Reply], object] = lambda *_: None
        self.tell: Callable[[Notice], object] = lambda _: None
        self.donations: Donations
        self.till: Till

    # Settings

    def settings(self, actor: Actor, place: Place) -> tuple[ChannelSettings, bool]:
        """What counts in `place`, and whether anybody decided that; if not, what is proposed."""
        settings = self._channel(actor, place, Level.MANAGER).settings
        return (settings if settings.decided else _proposed(settings)), settings.decided

    async def change(
        self, actor: Actor, place: Place, values: Mapping[str, Any]
    ) -> ChannelSettings:
        """Change fields (key → value as a panel gives it), all or none, live."""
        self._channel(actor, place, Level.MANAGER)
        for field in fields():
            if field.key in values:
                self._need(actor, field.level)
        if not {*values.get("personas", ())} <= {*self.personas}:
            raise BadInput("그런 상담사는 없어요.")

        def edit(settings: ChannelSettings) -> ChannelSettings:
            settings = settings if settings.decided else _proposed(settings)
            for key, value in values.items():
                settings = changed(settings, key, value)
            return replace(settings, decided=True)

        return await self._channels.edit(place.platform, place.channel, edit)

    async def costs(self, actor: Actor, place: Place) -> Costs:
        """What the language model costs there."""
        self.check(actor, place, Level.STREAMER)
        return await self.till.costs(place.platform, place.channel)

    async def cap_costs(self, actor: Actor, place: Place, won: int) -> None:
        """Let it cost that much a day, at most."""
        self.check(actor, place, Level.STREAMER)
        await self._channels.edit(place.platform, place.channel, capped(won))

    async def ban_words(
        self, actor: Actor, place: Place, words: list[str], names: bool = False, on: bool = True
    ) -> tuple[str, ...]:
        """Add words (or people's `names`) to those never shown or spoken, or take them out;
        all there are now."""
        self._channel(actor, place, Level.MANAGER)
        key = "protected_names" if names else "banned_words"
        clean = [" ".join(word.split()) for word in words if word.strip()]
        if any(len(word) > decisions.LONGEST_WORD for word in clean):
            raise BadInput(f"한 낱말은 {decisions.LONGEST_WORD}자까지 적을 수 있어요.")
        if on and any(len(word) < 2 for word in clean):
            raise BadInput("한 글자만 막으면 다른 말까지 막혀요. 두 글자 이상으로 적어 주세요.")

        def edit(settings: ChannelSettings) -> ChannelSettings:
            kept: tuple[str, ...] = getattr(settings, key)
            new = [word for word in kept if on or word not in clean]
            new += [word for word in dict.fromkeys(clean) if on and word not in kept]
            if len(new) > decisions.MOST_WORDS:
                raise BadInput(f"{decisions.MOST_WORDS}개까지 넣을 수 있어요.")
            return replace(settings, **{key: tuple(new)})

        settings = await self._channels.edit(place.platform, place.channel, edit)
        words_now: tuple[str, ...] = getattr(settings, key)
        return words_now

    def status(self, actor: Actor, guild_of: Callable[[str], str | None]) -> list[PartState]:
        """What is connected, and what is wrong with whole parts and with channels of the actor's
        guild; `guild_of` tells whose a Discord channel is."""
        self._need(actor, Level.MANAGER)

        def theirs(part: str, about: str) -> bool:
            if not CHANNEL.fullmatch(about):
                return True
            if part == Platform.DISCORD:
                return guild_of(about) == actor.guild
            return self._linking.guild_of(Platform(part), about) == actor.guild

        return [
            PartState(
                part.part,
                part.ok,
                {about: text for about, text in part.problems.items() if theirs(part.part, about)},
            )
            for part in self.health()
        ]

    # The queue

    def queue(self, actor: Actor, place: Place) -> list[Waiting]:
        """What waits, in order."""
        channel = self._channel(actor, place, Level.MANAGER)
        return [waiting(candidate) for candidate in channel.gate.waiting()]

    def state(self, actor: Actor, place: Place) -> Channel:
        """The channel as it is now."""
        return self._channel(actor, place, Level.MANAGER)

    def skip(self, actor: Actor, place: Place, id: str | None = None) -> str | None:
        """Drop one waiting line, or the next; whose it was."""
        channel = self._channel(actor, place, Level.MANAGER)
        dropped = channel.gate.skip() if id is None else channel.gate.drop(id)
        if dropped is None:
            return None
        if dropped.promised:
            self.tell(excuse(dropped, SKIPPED))
        return dropped.viewer.name

    def pause(self, actor: Actor, place: Place, on: bool) -> None:
        """Answer nothing until resumed; resuming also ends quiet."""
        channel = self._channel(actor, place, Level.MANAGER)
        channel.paused = on
        channel.quiet = channel.quiet and on

    def quiet(self, actor: Actor, place: Place) -> None:
        """Silence at once, and drop what waits without a promise."""
        channel = self._channel(actor, place, Level.MANAGER)
        channel.quiet = True
        channel.gate.clear()
        self.hush(channel)

    # What a manager decides about words and gifts

    def held(self, actor: Actor, place: Place) -> list[Held]:
        """What was answered in chat only, since its words may not be fit to be spoken."""
        channel = self._channel(actor, place, Level.MANAGER)
        return [
            Held(id=reply.turn_id, name=reply.viewer.name, text=reply.question, answer=reply.chat)
            for reply in channel.held.values()
        ]

    def release(self, actor: Actor, place: Place, id: str) -> bool:
        """Show and speak what was held; False when it is held no more."""
        channel = self._channel(actor, place, Level.MANAGER)
        reply = channel.held.pop(id, None)
        if reply is not None:
            self.speak(channel, reply)
        return reply is not None

    def discard(self, actor: Actor, place: Place, id: str) -> bool:
        """Never show what was held; False when it is held no more."""
        channel = self._channel(actor, place, Level.MANAGER)
        return channel.held.pop(id, None) is not None

    async def donations_to_check(self, actor: Actor, place: Place) -> list[ToCheck]:
        """Gifts of which nobody knows whether their thanks were seen, newest first."""
        self._channel(actor, place, Level.MANAGER)
        gifts = await self.donations.checks(place.platform, place.channel)
        return [
            ToCheck(
                id=gift.event.id,
                name=gift.event.viewer.name,
                given=given(gift.event),
                text=gift.event.text,
                at=gift.event.at,
            )
            for gift in gifts
        ]

    async def donation_checked(self, actor: Actor, place: Place, id: str) -> bool:
        """Somebody saw to it; False when there was nothing to be checked."""
        return any(gift.id == id for gift in await self.donations_to_check(actor, place)) and bool(
            await self.donations.acknowledged([id])
        )

    async def ignore(
        self, actor: Actor, place: Place, viewer: str, name: str, on: bool = True
    ) -> str:
        """Answer one viewer no more, or again; the line that says so."""
        channel = self._channel(actor, place, Level.MANAGER)
        return await ignore(self._channels, channel, viewer, name, on, self.tell)

    def false_alarm(self, actor: Actor, place: Place, viewer: str) -> None:
        """A disclosure was none: that viewer is answered as before."""
        self._channel(actor, place, Level.MANAGER)
        self._aftercare.release(self._people.of(viewer))
        self.forget_alarm(viewer)

    # Owning a stream

    async def stream_code(self, actor: Actor) -> str:
        """A code that the broadcaster types in chat to hand the stream to this guild."""
        self._need(actor, Level.STREAMER)
        return await self._linking.stream_code(actor.guild or "")

    async def unlink(self, actor: Actor, place: Place) -> None:
        """The guild controls that stream no more."""
        self._channel(actor, place, Level.STREAMER)
        await self._linking.unlink_stream(place)

    def address(self, actor: Actor, place: Place, of: str) -> str:
        """The secret address of the stream's `of`: one of ADDRESSES."""
        self._channel(actor, place, Level.STREAMER)
        return self.addresses[of](place.platform, place.channel)

    async def renew_address(self, actor: Actor, place: Place, of: str) -> str:
        """Another address, and the one before is none any more."""
        self._channel(actor, place, Level.STREAMER)
        key = ADDRESSES[of]
        await self._channels.edit(
            place.platform,
            place.channel,
            lambda settings: replace(settings, **{key: getattr(settings, key) + 1}),
        )
        return self.address(actor, place, of)

    # What an adapter asks for itself

    def opened(self, platform: Platform, channel: str) -> bool | None:
        """Whether worries are answered in a channel uncalled; None when nobody decided."""
        settings = self._channels.settings(platform, channel)
        return settings.mode is Mode.OPEN if settings.decided else None

    def name_of(self, platform: Platform, channel: str) -> str:
        """What a linked stream is called; "" when it is not known."""
        return self._linking.name_of(platform, channel)


def _proposed(settings: ChannelSettings) -> ChannelSettings:
    """FIRST, with what commands of their own have already put into `settings`."""
    return replace(settings, mode=decisions.FIRST.mode, announcer=decisions.FIRST.announcer)


# A channel's id on any platform; what else a problem is about concerns everybody.
CHANNEL = re.compile(r"\d+(?:/\d+)?|[0-9a-f]{32}")
# What has a secret address → the setting that counts its renewals.
ADDRESSES = {"overlay": "overlay_renewed", "hook": "hook_renewed"}
