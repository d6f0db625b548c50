"""What every event meets first: triage, commands, the gate. Synchronous, microseconds."""

import logging
from collections.abc import Awaitable, Callable, Coroutine

from core.channels.channel import Channel
from core.channels.settings import Level, Mode
from core.commands.table import kept, meant
from core.commands.typed import Note, Services, Typed, level
from core.errands import Errand
from core.events import ChatMessage, Command, Donation, Event, Viewer
from core.gate.candidate import Candidate
from core.gate.cooldown import Cooldown
from core.gate.dedupe import Dedupe
from core.gifts.gift import Gift, GiftState
from core.labels import Platform
from core.meter import SILENT, Drop, Meter
from core.ports import Clock
from core.replies import Notice, Receipt, Reply
from core.safety.aftercare import Aftercare
from core.safety.answer import crisis_reply
from core.safety.triage import Triage, Triager
from core.stores import ChatLog
from core.turns import Turn
from core.understanding.language import is_english
from core.viewers.people import People
from core.viewers.veiled import among

log = logging.getLogger(__name__)

# In the room this many waiting worries are promised an answer.
PROMISES = 8


class Listener:
    """Takes events from every adapter.

    `say_now` gets fixed crisis answers, `tell` the service's own lines; neither may wait, nor
    may what is wired up later: `wake` is called when the gate has something to do, `rest` when a
    channel was paused or silenced or goes on, `silence(viewer id)` when nothing more of one viewer
    may be spoken, `calm` when somebody disclosed a crisis before everybody, `alarm` when managers
    should know of a disclosure, `errand` with what must wait for the database, `note` with what a manager did, `vote` counts a line that is a vote while one is going on, `record` whatever
    somebody gave (True: thank for it plainly, without its words and without a persona), which
    comes back to `recorded` once it is durable; `heard` gets every event first, and when;
    `video_began` that a donation plays one, so many seconds long if anybody knows.
    """

    def __init__(
        self,
        triager: Triager,
        aftercare: Aftercare,
        people: People,
        services: Services,
        log: ChatLog,
        clock: Clock,
        say_now: Callable[[Reply], object],
        tell: Callable[[Receipt | Notice], object],
        meter: Meter = SILENT,
    ) -> None:
        self._triage = triager.triage
        self._aftercare = aftercare
        self._person = people.of
        self._services = services
        self._channel = services.channels.of
        self._append = log.append
        self._clock = clock
        self._seen = Dedupe().seen
        self._asked = Cooldown(burst=4, every=5.0, meter=meter)
        self._answered = Cooldown(burst=8, every=2.0, meter=meter)
        self._say_now = say_now
        self._tell = tell
        self._meter = meter
        self.wake: Callable[[], object] = lambda: None
        self.rest: Callable[[Channel], object] = lambda _: None
        self.silence: Callable[[str], object] = lambda _: None
        self.calm: Callable[[Platform, str], object] = lambda *_: None
        self.alarm: Callable[[Platform, str, Viewer, str], object] = lambda *_: None
        self.errand: Callable[[Errand], bool] = lambda _: False
        self.note: Note = lambda *_: None
        self.vote: Callable[[ChatMessage, Channel, str, float], bool] = lambda *_: False
        self.record: Callable[[Event, bool], object] = lambda *_: None
        self.heard: Callable[[Event, float], object] = lambda *_: None
        self.video_began: Callable[[Platform, str, float | None], object] = lambda *_: None

    def hear(self, event: Event) -> bool:
        """One event; returns at once. False when its words must not be shown again."""
        if self._seen(event.id):
            self._meter.dropped(Drop.DUPLICATE)
            return True
        self._meter.heard(event.platform)
        now = self._clock()
        self.heard(event, now)
        if type(event) is Donation and event.video:
            self.video_began(event.platform, event.channel, None)
        if event.text:
            verdict = self._triage(event.text)
            if verdict.crisis:
                self._disclosure(event, verdict, now)
                return False
            if self._aftercare.holds(self._person(event.viewer.id), now) and not _manages(event):
                self._care(event, now)
                return False
        channel = self._channel(event.platform, event.channel)
        if type(event) is not ChatMessage and type(event) is not Command:
            self.record(event, False)
            return True
        off = channel.settings.mode is Mode.OFF
        if off and not _manages(event) and not _owed(event, channel):
            if isinstance(event, Command):  # its asker is left waiting otherwise
                self._notice(event, "이 채널에서는 지금 쉬고 있어요.")
            return True
        if type(event) is ChatMessage and not event.private and not off:
            self._append(kept(event, channel.settings))
        if type(event) is Command or event.text[:1] == "!":
            self._command(event, channel, now)
        elif not among(channel.settings.ignored, event.viewer.id):
            voted = channel.poll is not None and self._votes(event, channel, now)
            if not voted:
                self._consider(event, channel, now)
        return True

    def _votes(self, event: Event, channel: Channel, now: float) -> bool:
        return isinstance(event, ChatMessage) and self.vote(event, channel, event.text, now)

    def recorded(self, gift: Gift) -> None:
        """What somebody gave is durable now, and is answered."""
        event = gift.event
        self._append(event)
        if gift.state is GiftState.RECEIVED and not gift.plain:
            channel = self._channel(event.platform, event.channel)
            self._consider(event, channel, self._clock())

    def approved(self, gift: Event) -> None:
        """A manager let the words of a gift pass whose thanks were said already."""
        now = self._clock()
        if not self._aftercare.holds(self._person(gift.viewer.id), now):
            self._channel(gift.platform, gift.channel).gate.words(gift, now)
            self.wake()

    def _consider(self, event: Event, channel: Channel, now: float) -> None:
        candidate = channel.gate.hear(event, now)
        if candidate is not None:
            # On a stream the thanks themselves tell a donor, and their alert: a receipt would
            # only take their place in chat.
            told = candidate.support is None or channel.platform is Platform.ROOM
            if candidate.promised and candidate.weighed and told:
                self._receipt(channel, candidate)
            self.wake()

    def withdrawn(self, turn: Turn, verdict: Triage) -> None:
        """The joined pieces of a turn turned out to be a disclosure."""
        self.silence(turn.viewer.id)
        self._answer(turn, turn.event_ids, verdict, self._clock())

    def _disclosure(self, event: Event, verdict: Triage, now: float) -> None:
        """The fixed answer; the words are neither logged nor queued, and what else waits of
        this viewer is dropped. Their money is recorded all the same."""
        channel = self._channel(event.platform, event.channel)
        channel.gate.withdraw(event.viewer.id)
        channel.gate.disclosed_at = now
        self.silence(event.viewer.id)
        self._answer(event, (event.id,), verdict, now)
        if _gave(event):
            self.record(event, True)

    def _answer(
        self, about: Event | Turn, ids: tuple[str, ...], verdict: Triage, now: float
    ) -> None:
        self._meter.crisis(verdict.level)
        person = self._person(about.viewer.id)
        answer = self._aftercare.answer(person, verdict, now, is_english(about.text))
        if answer is None and isinstance(about, Command):  # its asker is left waiting otherwise
            answer = self._aftercare.follow_up(person, now, again=True)
        if answer is not None:
            log.warning("crisis", extra={"platform": about.platform, "kind": verdict.kind})
            self._say_now(crisis_reply(about, ids, answer))
            if not (isinstance(about, Command) or getattr(about, "private", False)):
                self.calm(about.platform, about.channel)
        self.alarm(about.platform, about.channel, about.viewer, verdict.kind or "")

    def _care(self, event: Event, now: float) -> None:
        if _gave(event):
            self.record(event, True)
        person = self._person(event.viewer.id)
        answer = self._aftercare.follow_up(person, now, again=isinstance(event, Command))
        if answer is not None:
            self._say_now(crisis_reply(event, (event.id,), answer))

    def _command(self, event: ChatMessage | Command, channel: Channel, now: float) -> None:
        found = meant(event, channel.settings)
        if found is None:
            return
        command, words = found
        if not command.owed and not self._welcome(event, channel):
            return
        if not self._unhurried(event, now):
            return
        if level(event) < command.level:
            self._notice(event, FOR[command.level])
            return
        before, resting = len(channel.gate), (channel.paused, channel.quiet)
        said = command.run(self._typed(event, words, channel, now))
        if isinstance(said, Awaitable):
            self._later(event, said)
        elif said is not None:
            self._notice(event, said)
        elif len(channel.gate) > before and not isinstance(event, Command):
            # A slash command is private and shows by itself that it waits.
            self._receipt_at(channel, event, len(channel.gate))
        if (channel.paused, channel.quiet) != resting:
            self.rest(channel)
        self.wake()

    def _typed(
        self, event: ChatMessage | Command, words: str, channel: Channel, now: float
    ) -> Typed:
        def vote(text: str) -> bool:
            return isinstance(event, ChatMessage) and self.vote(event, channel, text, now)

        return Typed(event, words, channel, self._services, now, self._tell, vote, self.note)

    def _later(self, event: Event, work: Awaitable[str | None]) -> None:
        """Say what a command found once it has; a person who typed it is never left waiting."""

        async def errand() -> None:
            try:
                said = await work
            except Exception:
                self._notice(event, "지금은 저장하지 못했어요. 잠시 뒤에 다시 해 주세요.")
                raise
            if said is not None:
                self._notice(event, said)

        if not self.errand(errand):
            if isinstance(work, Coroutine):
                work.close()
            self._notice(event, "지금은 바빠서 못 했어요. 잠시 뒤에 다시 해 주세요.")

    def _welcome(self, event: ChatMessage | Command, channel: Channel) -> bool:
        """Whether a command may run at all; a slash command is never left without a word."""
        waits = None
        ignored = among(channel.settings.ignored, event.viewer.id)
        if ignored and level(event) < Level.STREAMER:
            waits = "이 채널에서는 지금 답해 드릴 수 없어요."
        elif isinstance(event, Command) and channel.paused:
            waits = "지금은 잠시 쉬고 있어요. 조금 뒤에 다시 불러 주세요."
        if waits is not None and isinstance(event, Command):
            self._notice(event, waits)
        return waits is None

    def _unhurried(self, event: ChatMessage | Command, now: float) -> bool:
        """Whether a command may be answered: nobody fills a channel with the bot's own lines."""
        if level(event) >= Level.MANAGER or isinstance(event, Command):
            return True
        channel = f"{event.platform}/{event.channel}"
        return self._asked.allows(event.viewer.id, now) and self._answered.allows(channel, now)

    def _notice(self, event: Event, text: str) -> None:
        self._tell(Notice(event.platform, event.channel, event.viewer, event.id, text))

    def queued(self, channel: Channel, candidate: Candidate) -> None:
        """A worry stands in the queue: in the room its writer is told, while the queue is
        short enough for the promise to be kept."""
        if channel.platform is Platform.ROOM and len(channel.gate) <= PROMISES:
            channel.gate.keep(candidate)
            self._receipt(channel, candidate)

    def _receipt(self, channel: Channel, candidate: Candidate) -> None:
        self._receipt_at(channel, candidate.events[0], channel.gate.position(candidate))

    def _receipt_at(self, channel: Channel, event: Event, position: int) -> None:
        about = (event.platform, event.channel, event.viewer, event.id)
        self._tell(Receipt(*about, position, channel.eta(position)))


def _gave(event: Event) -> bool:
    return type(event) is not ChatMessage and type(event) is not Command


def _owed(event: ChatMessage | Command, channel: Channel) -> bool:
    """Whether somebody uses a right that no channel takes away."""
    if isinstance(event, ChatMessage) and event.text[:1] != "!":
        return False
    found = meant(event, channel.settings)
    return found is not None and found[0].owed


def _manages(event: Event) -> bool:
    """Whether a manager speaks to the bot: a panic stop works in every case."""
    return (
        isinstance(event, ChatMessage) and event.text[:1] == "!" and level(event) >= Level.MANAGER
    )


FOR = {
    Level.MANAGER: "방송 매니저만 쓸 수 있는 명령이에요.",
    Level.STREAMER: "방송하는 분만 쓸 수 있는 명령이에요.",
}
