"""What streamers and their managers do from Discord (and any other panel): every right is
checked here, whatever a panel showed."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.channels import settings as decisions
from core.channels.corner import CornerDesk
from core.channels.floor import Deed, Floor, Sight
from core.channels.gift_desk import GiftDesk
from core.channels.guilds import Actor, GuildSettings, Place
from core.channels.ignored import ignore
from core.channels.known import Channels
from core.channels.linking import Linking
from core.channels.programme_desk import ProgrammeDesk
from core.channels.report_desk import ReportDesk
from core.channels.setting_fields import changed, fields
from core.channels.settings import ChannelSettings, Level, Mode
from core.channels.story_desk import StoryDesk
from core.channels.waiting import Held
from core.errors import BadInput
from core.labels import Platform
from core.safety.aftercare import Aftercare
from core.spending.costs import Costs, Till, capped
from core.stores import SettingsStore
from core.viewers.people import People


class PartState(Struct, frozen=True):
    """A part as a status panel shows it. `problems` are what is wrong and the fix, for people, by
    the id of the channel or by what else they are about."""

    part: str
    ok: bool
    problems: Mapping[str, str] = {}


class Console(CornerDesk, GiftDesk):
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

        Wired up later: `floor` is what goes on in channels, `addresses` makes a channel's secret
        address (by ADDRESSES), `health` tells what is connected, `donations` keeps what was
        given, `till` knows what the model costs.
        """
        super().__init__(channels, linking, store, guilds)
        self._people = people
        self._aftercare = aftercare
        self.personas = personas
        self.addresses: Mapping[str, Callable[[Platform, str], str]] = {}
        # Makes the address of a place's studio for one actor.
        self.studio: Callable[[Actor, Place], Awaitable[str]]
        # Notes who did what: actor, place, deed, about what, and which viewer.
        self.note: Callable[[Actor, Place, str, str, str], object] = lambda *_: None
        self.health: Callable[[], list[PartState]] = list
        self.floor: Floor
        self.till: Till
        self.stories: StoryDesk
        self.programme: ProgrammeDesk
        self.reports: ReportDesk

    # Settings

    def settings(self, actor: Actor, place: Place) -> tuple[ChannelSettings, bool]:
        """What counts in `place`, and whether anybody decided that."""
        settings = self._channel(actor, place, Level.MANAGER).settings
        return settings, settings.decided

    async def change(
        self, actor: Actor, place: Place, values: Mapping[str, Any], first: bool = False
    ) -> ChannelSettings:
        """Change fields (key → value as a panel gives it), all or none, live. A channel is decided
        about with its mode: any other change leaves that to the `first` panel, which may keep all
        as it is, unless somebody else decided meanwhile (BadInput)."""
        self._channel(actor, place, Level.MANAGER)
        for field in fields():
            if field.key in values:
                self._need(actor, field.level)
        if not {*values.get("personas", ())} <= {*self.personas}:
            raise BadInput("그런 상담사는 없어요.")

        def edit(settings: ChannelSettings) -> ChannelSettings:
            if first and settings.decided:
                raise BadInput("이미 다른 분이 설정했어요.")
            for key, value in values.items():
                settings = changed(settings, key, value)
            return replace(settings, decided=settings.decided or first or "mode" in values)

        changed_to = await self._channels.edit(place.platform, place.channel, edit)
        for key in values:
            self.note(actor, place, "set", key, "")
        if first and not values:
            self.note(actor, place, "keep", "", "")
        return changed_to

    async def costs(self, actor: Actor, place: Place) -> Costs:
        """What the language model costs there."""
        self.check(actor, place, Level.STREAMER)
        return await self.till.costs(place.platform, place.channel)

    async def cap_costs(self, actor: Actor, place: Place, won: int) -> None:
        """Let it cost that much a day, at most."""
        self.check(actor, place, Level.STREAMER)
        await self._channels.edit(place.platform, place.channel, capped(won))
        self.note(actor, place, "cap", f"{won:,}원", "")

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
        self.note(actor, place, "words" if on else "words_off", "", "")
        words_now: tuple[str, ...] = getattr(settings, key)
        return words_now

    def status(self, actor: Actor, guild_of: Callable[[str], str | None]) -> list[PartState]:
        """What is connected, and what is wrong with whole parts and with channels of the actor's
        guild; `guild_of` tells whose a Discord channel is."""
        self._need(actor, Level.MANAGER)

        def theirs(part: str, about: str) -> bool:
            if not CHANNEL.fullmatch(about):
                return True
            if actor.at is not None:
                return (part, about.partition("/")[0]) == (actor.at.platform, actor.at.channel)
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

    async def queue(self, actor: Actor, place: Place) -> Sight:
        """What waits, in order, and whether anything is answered."""
        return await self._do(actor, place, "look")

    async def answer_now(self, actor: Actor, place: Place, id: str = "") -> Sight:
        """Answer one waiting line, or the first, before all others; whose it was."""
        return await self._do(actor, place, "answer_now", id)

    async def skip(
        self, actor: Actor, place: Place, id: str = "", may_return: bool = False
    ) -> str | None:
        """Drop one waiting line, or the next; whose it was. One that may return does by `unskip`,
        for a few seconds."""
        return (await self._do(actor, place, "skip", id, on=may_return)).name

    async def unskip(self, actor: Actor, place: Place, id: str) -> str | None:
        """Queue again a line that was skipped a moment ago; whose it is."""
        return (await self._do(actor, place, "unskip", id)).name

    async def pause(self, actor: Actor, place: Place, on: bool) -> None:
        """Answer nothing until resumed; resuming also ends quiet."""
        await self._do(actor, place, "pause", on=on)

    async def quiet(self, actor: Actor, place: Place) -> None:
        """Silence at once, and drop what waits without a promise."""
        await self._do(actor, place, "quiet")

    async def _do(
        self, actor: Actor, place: Place, what: str, id: str = "", on: bool = False
    ) -> Sight:
        self.check(actor, place, Level.MANAGER)
        deed = Deed(do=what, platform=place.platform, channel=place.channel, id=id, on=on)
        sight = await self.floor.do(deed)
        if sight.done and what in NOTED:
            name = sight.name or ""
            self.note(
                actor, place, "resume" if what == "pause" and not on else what, name, sight.viewer
            )
        return sight

    def ignored(self, actor: Actor, place: Place) -> Mapping[str, str]:
        """Who is answered no more: viewer id → name."""
        return self._channel(actor, place, Level.MANAGER).settings.ignored

    # What a manager decides about words and gifts

    async def held(self, actor: Actor, place: Place) -> Sequence[Held]:
        """What was answered in chat only, since its words may not be fit to be spoken."""
        return (await self._do(actor, place, "held")).held

    async def release(self, actor: Actor, place: Place, id: str) -> bool:
        """Show and speak what was held; False when it is held no more."""
        return (await self._do(actor, place, "release", id)).done

    async def discard(self, actor: Actor, place: Place, id: str) -> bool:
        """Never show what was held; False when it is held no more."""
        return (await self._do(actor, place, "discard", id)).done

    async def ignore(
        self, actor: Actor, place: Place, viewer: str, name: str, on: bool = True
    ) -> str:
        """Answer one viewer no more, or again; the line that says so."""
        if on:
            await self._do(actor, place, "pass_over", viewer)
        self.check(actor, place, Level.MANAGER)
        said = await ignore(self._channels, place.platform, place.channel, viewer, name, on)
        self.note(actor, place, "ignore" if on else "heed", name, viewer)
        return said

    def false_alarm(self, actor: Actor, place: Place, viewer: str) -> None:
        """A disclosure was none: that viewer is answered as before."""
        self._channel(actor, place, Level.MANAGER)
        self._aftercare.release(self._people.of(viewer))
        self.note(actor, place, "false_alarm", "", viewer)

    # Owning a stream

    async def stream_code(self, actor: Actor) -> str:
        """A code that the broadcaster types in chat to hand the stream to this guild."""
        self._in_guild(actor, Level.STREAMER)
        return await self._linking.stream_code(actor.guild or "")

    async def unlink(self, actor: Actor, place: Place) -> None:
        """The guild controls that stream no more."""
        self._channel(actor, place, Level.STREAMER)
        await self._linking.unlink_stream(place)
        self.note(actor, place, "unlink", "", "")

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
        self.note(actor, place, "renew", of, "")
        return self.address(actor, place, of)

    # What an adapter asks for itself

    def opened(self, platform: Platform, channel: str) -> bool | None:
        """Whether worries are answered in a channel uncalled; None when nobody decided."""
        settings = self._channels.settings(platform, channel)
        return settings.mode is Mode.OPEN if settings.decided else None

    def name_of(self, platform: Platform, channel: str) -> str:
        """What a linked stream is called; "" when it is not known."""
        return self._linking.name_of(platform, channel)


# A channel's id on any platform; what else a problem is about concerns everybody.
CHANNEL = re.compile(r"\d+(?:/\d+)?|[0-9a-f]{32}")
# What has a secret address → the setting that counts its renewals.
ADDRESSES = {"overlay": "overlay_renewed", "hook": "hook_renewed", "deck": "deck_renewed"}
# Deeds on the floor that change something.
NOTED = frozenset(("answer_now", "skip", "unskip", "pause", "quiet", "release", "discard"))
