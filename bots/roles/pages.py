"""The role that serves pages: room, overlays, trial, help and the donation hook."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from adapters.guide.adapter import Guide
from adapters.hooks.donation import DonationHook
from adapters.obs.obs import Obs
from adapters.overlay.adapter import Overlay
from adapters.overlay.pages import Look
from adapters.room.adapter import RoomAdapter
from adapters.trial.adapter import Trial
from bots.app import Work
from bots.obs import attend, open_obs
from bots.obs import health as obs_health
from bots.roles import stories
from bots.roles.ground import Ground
from bots.roles.talk import Kept, Talk
from bots.settings import Role
from bots.voice import VoiceParts, voice_parts
from core.channels.console import PartState
from core.events import Donation
from core.gifts.gift import Gift
from core.labels import Platform
from core.movies.survey import films
from core.replies import Reply
from core.show.alerts import ALERT
from core.show.narrator import Narrator
from core.show.stage import HEARD, Heard, play
from storage.donations import SqlDonations

LOOK_AGAIN = 0.05


@dataclass(frozen=True, slots=True)
class Pages:
    room: RoomAdapter
    trial: Trial
    guide: Guide
    overlay: Overlay
    narrator: Narrator
    voices: VoiceParts
    obs: Obs | None

    @property
    def work(self) -> list[Work]:
        """What is to be run."""
        return [self.narrator.run] + ([self.obs.run] if self.obs else [])

    def health(self) -> list[PartState]:
        """Of the streamer's own voice and OBS, where there are any."""
        return self.voices.health() + ([obs_health(self.obs)] if self.obs else [])


async def pages(ground: Ground, demo: bool, stack: AsyncExitStack) -> Pages:
    """What is shown, without what it needs to be told."""
    brain, clock, settings = ground.brain, ground.clock, ground.settings
    room = RoomAdapter(
        brain.personas, brain.moderation, ground.keys.room, demo, settings.public_url, clock
    )
    trial = Trial(lambda survey: films(brain.films.recommender, survey), settings.posters, clock)
    guide = Guide(brain.personas, settings.bot_name)

    def look(platform: Platform, channel: str) -> Look:
        chosen = ground.channels.settings(platform, channel)
        return Look(chosen.pet, chosen.language)

    overlay = Overlay(
        brain.personas, ground.keys.overlay.hex(), ground.overlay_keys, clock,
        look,
    )  # fmt: skip
    voices = await stack.enter_async_context(voice_parts(settings, brain.personas, demo))

    def held(viewer: str) -> bool:
        return brain.aftercare.holds(ground.known.people.of(viewer), clock())

    narrator = Narrator(
        overlay,
        voices.on_stream,
        voices.personas,
        brain.words,
        ground.channels,
        held,
        clock,
        ground.meter,
    )
    narrator.speech_of = voices.of
    overlay.arrived = narrator.arrived
    obs = open_obs(settings)
    if obs is not None:
        attend(obs, settings, narrator, ground.channels)
    return Pages(room, trial, guide, overlay, narrator, voices, obs)


def join(ground: Ground, kept: Kept, talk: Talk, pages: Pages) -> DonationHook:
    """Let pages and talk know of each other; returned is the page that takes donations."""
    overlay, narrator, newsroom = pages.overlay, pages.narrator, ground.bus.newsroom

    def shown(alert: str) -> None:
        kept.donations.shown(alert.removeprefix(ALERT))

    def changed() -> None:
        talk.errands.put(overlay.recheck)
        narrator.takings.stir()

    story_over = stories.follow(ground, kept.stories, narrator)

    def over(reply: Reply, heard: bool) -> None:
        story_over(reply, heard)
        if heard and reply.asked:
            about = Heard(reply.platform, reply.channel, reply.viewer.id)
            talk.heard(about)
            newsroom.tell(HEARD, about)

    overlay.shown, narrator.over = shown, over
    narrator.sounded = lambda *what: talk.errands.put(lambda: ground.turns.heard(*what))
    ground.channels.changed = changed
    ground.presence.shown = overlay.heard_everywhere
    kept.privacy.forgetting.live += (pages.room.forget, narrator.forget)
    play(newsroom, narrator, ground.channels)
    give = given_by(ground, kept, talk)
    return DonationHook(ground.hook_keys, give, kept.donations.stored, ground.clock)


def given_by(
    ground: Ground, kept: Kept, talk: Talk
) -> Callable[[Donation], Awaitable[Gift | None]]:
    """Has a donation heard where its channel is answered, and returns it once it is stored; None
    where no more can be taken in."""
    here = Role.CHAT in ground.settings.roles

    async def give(event: Donation) -> Gift | None:
        if not (here or event.platform is Platform.ROOM):
            return await _sent(ground, event)
        if kept.donations.full:
            return None
        talk.listener.hear(event)
        return await kept.donations.stored(event.id)

    return give


async def _sent(ground: Ground, event: Donation) -> Gift | None:
    """Another process hears it; once it is stored, it is ours to see."""
    await ground.bus.hooks.put(event)
    store = SqlDonations(ground.database, ground.clock)
    while (gift := await store.get(event.id)) is None:  # noqa: ASYNC110 - no event of ours
        await asyncio.sleep(LOOK_AGAIN)
    return gift
