"""The overlays as whoever answers in chat sees them: in this process, or in another."""

from collections.abc import Callable
from typing import Any, Protocol

from msgspec import Struct

from core.channels.channel import Channel
from core.channels.known import Channels
from core.events import Donation, Event, Raid, Redemption, Subscription
from core.fleet.newsroom import Newsroom
from core.labels import Platform
from core.replies import Receipt, Reply


class Stage(Protocol):
    """None of it waits."""

    def hear(self, reply: Reply) -> None:
        """A sentence (`speech`) of an answer that is still being written."""

    def take(self, reply: Reply) -> None:
        """An answer that is whole."""

    def alert(self, event: Event, keep: bool) -> None:
        """Show what somebody gave, once; `keep` it until a page is there."""

    def promise(self, receipt: Receipt) -> None:
        """Show a receipt."""

    def show(self, platform: Platform, channel: str, event: dict[str, Any]) -> None:
        """Draw on a channel's overlay."""

    def rest(self, channel: Channel) -> None:
        """A channel was paused or silenced, or goes on."""

    def silence(self, viewer: str) -> None:
        """Nothing more of one viewer, by id."""

    def calm(self, platform: Platform, channel: str) -> None:
        """Somebody disclosed a crisis there: nothing is shown or said for a while."""

    def give_way(self, platform: Platform, channel: str) -> None:
        """Nothing more of what is said unasked in a channel, after what is being said."""

    def video_began(self, platform: Platform, channel: str, seconds: float | None) -> None:
        """A video donation plays, `seconds` long if anybody knows: speech waits for it."""

    def watched(self, platform: Platform, channel: str) -> bool:
        """Whether answers are seen and heard on any page of that channel."""


class Alert(Struct, frozen=True):
    event: Donation | Subscription | Raid | Redemption
    keep: bool


class Drawing(Struct, frozen=True):
    platform: Platform
    channel: str
    event: dict[str, Any]


class Rest(Struct, frozen=True):
    platform: Platform
    channel: str
    paused: bool
    quiet: bool


class Heard(Struct, frozen=True):
    """Whose answer was spoken to its end."""

    platform: Platform
    channel: str
    viewer: str


class FarStage:
    """Overlays that another process shows. What it does not hear is not shown later: an overlay
    is about now."""

    def __init__(self, newsroom: Newsroom, watched: Callable[[Platform, str], bool]) -> None:
        self._tell = newsroom.tell
        self._watched = watched

    def hear(self, reply: Reply) -> None:
        self._tell(HEAR, reply)

    def take(self, reply: Reply) -> None:
        self._tell(TAKE, reply)

    def alert(self, event: Event, keep: bool) -> None:
        if isinstance(event, Donation | Subscription | Raid | Redemption):
            self._tell(ALERT, Alert(event, keep))

    def promise(self, receipt: Receipt) -> None:
        self._tell(PROMISE, receipt)

    def show(self, platform: Platform, channel: str, event: dict[str, Any]) -> None:
        self._tell(SHOW, Drawing(platform, channel, event))

    def rest(self, channel: Channel) -> None:
        self._tell(REST, Rest(channel.platform, channel.key, channel.paused, channel.quiet))

    def silence(self, viewer: str) -> None:
        self._tell(SILENCE, viewer)

    def calm(self, platform: Platform, channel: str) -> None:
        self._tell(CALM, (platform, channel))

    def give_way(self, platform: Platform, channel: str) -> None:
        self._tell(GIVE_WAY, (platform, channel))

    def video_began(self, platform: Platform, channel: str, seconds: float | None) -> None:
        self._tell(VIDEO, (platform, channel, seconds))

    def watched(self, platform: Platform, channel: str) -> bool:
        return self._watched(platform, channel)


def play(newsroom: Newsroom, stage: Stage, channels: Channels) -> None:
    """Let `stage`, which is here, do what the other processes tell."""

    def rest(about: Rest) -> None:
        channel = channels.of(about.platform, about.channel)
        channel.rest(paused=about.paused, quiet=about.quiet)
        stage.rest(channel)

    newsroom.on(HEAR, Reply, stage.hear)
    newsroom.on(TAKE, Reply, stage.take)
    newsroom.on(ALERT, Alert, lambda alert: stage.alert(alert.event, alert.keep))
    newsroom.on(PROMISE, Receipt, stage.promise)
    newsroom.on(SHOW, Drawing, lambda drawn: stage.show(drawn.platform, drawn.channel, drawn.event))
    newsroom.on(REST, Rest, rest)
    newsroom.on(SILENCE, str, stage.silence)
    newsroom.on(CALM, tuple[Platform, str], lambda where: stage.calm(*where))
    newsroom.on(GIVE_WAY, tuple[Platform, str], lambda where: stage.give_way(*where))
    newsroom.on(VIDEO, tuple[Platform, str, float | None], lambda video: stage.video_began(*video))


HEAR, TAKE, ALERT, PROMISE = "stage.hear", "stage.take", "stage.alert", "stage.promise"
SHOW, REST, SILENCE, HEARD = "stage.show", "stage.rest", "stage.silence", "stage.heard"
CALM, GIVE_WAY, VIDEO = "stage.calm", "stage.give_way", "stage.video"
