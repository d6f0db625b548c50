"""Stories: the box they are put in, and what leads them on air."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.room.adapter import CHANNEL
from adapters.stories.adapter import StoryForm
from bots.roles.ground import Ground
from core.events import Viewer
from core.labels import Platform
from core.replies import Notice, Reply
from core.safety.first_aid import FirstAid
from core.show.narrator import Narrator
from core.stores import StoryStore
from core.stories.airing import Airing
from core.stories.box import Box
from core.stories.follow_up import FollowUps

if TYPE_CHECKING:
    from adapters.discord.adapter import DiscordAdapter

SPOKEN, GIVEN_BACK = "story.spoken", "story.given_back"


@dataclass(frozen=True, slots=True)
class Stories:
    store: StoryStore
    box: Box
    airing: Airing


def stories(ground: Ground) -> Stories:
    """All but what they need to be told."""
    brain, bus, clock = ground.brain, ground.bus, ground.clock
    people, channels, store = ground.known.people, ground.channels, ground.known.stories
    aid = FirstAid(brain.triager, brain.aftercare, people, channels, clock, ground.meter)
    box = Box(store, people, channels, brain.words, aid, clock)
    airing = Airing(store, ground.turns, bus.turns, channels, bus.newsroom, clock)
    bus.newsroom.on(SPOKEN, tuple[str, bool], lambda told: airing.spoken(*told))
    airing.withdraw = lambda turn_id: bus.newsroom.tell(GIVEN_BACK, turn_id)
    airing.held = aid.holds
    box.take_back = ground.turns.take_back
    public = ground.settings.public_url.rstrip("/")
    if public:
        box.link = lambda platform, channel: f"{public}/story/{platform}/{channel}"
    return Stories(store, box, airing)


def lead(
    told: Stories,
    alarm: Callable[[Platform, str, Viewer, str], object],
    silence: Callable[[str], object],
    tell: Callable[[Notice], object],
    watched: Callable[[Platform, str], bool],
    ours: Callable[[str], bool],
) -> None:
    """Let them know of what hears and speaks here."""
    told.box.aid.alarm, told.box.aid.silence = alarm, silence
    told.airing.tell, told.airing.watched, told.airing.ours = tell, watched, ours


def form(ground: Ground, told: Stories) -> StoryForm | None:
    """The page for those without an account; None without a public address."""
    public = ground.settings.public_url.rstrip("/")
    if not public:
        return None

    def name_of(platform: Platform, channel: str) -> str | None:
        if platform is Platform.ROOM:
            return "" if channel == CHANNEL else None
        linked = ground.linking.guild_of(platform, channel) is not None
        if linked or ground.channels.settings(platform, channel).decided:
            return ground.linking.name_of(platform, channel)
        return None

    return StoryForm(told.box, name_of, ground.clock)


def inquire(ground: Ground, told: Stories, outlet: "DiscordAdapter") -> FollowUps:
    """What asks tellers, through the Discord that is reached from here."""
    return FollowUps(
        told.store,
        ground.known.people.accounts,
        told.box.aid.holds,
        ground.channels.settings,
        outlet.letter,
        ground.clock,
    )


def follow(ground: Ground, told: Stories, narrator: Narrator) -> Callable[[Reply, bool], None]:
    """Whoever leads a story on air, here or elsewhere, learns by what is returned when it was
    spoken, or that it will not be; one that went back to its manager is not read after that."""
    newsroom = ground.bus.newsroom

    def over(reply: Reply, heard: bool) -> None:
        if reply.story:
            told.airing.spoken(reply.turn_id, heard)
            newsroom.tell(SPOKEN, (reply.turn_id, heard))

    def withdraw(turn_id: str) -> None:
        narrator.withdraw(turn_id)
        newsroom.tell(GIVEN_BACK, turn_id)

    told.airing.withdraw = withdraw
    newsroom.on(GIVEN_BACK, str, narrator.withdraw)
    narrator.elsewhere = ground.presence.watched
    return over
