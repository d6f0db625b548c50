"""What every event meets first: triage, commands, the gate. Synchronous, microseconds."""

import logging
from collections.abc import Callable

from core import commands
from core.aftercare import Aftercare
from core.channel import Channel
from core.events import ChatMessage, Event
from core.gate.candidate import Candidate
from core.gate.dedupe import Dedupe
from core.labels import Emotion, Intent, Platform
from core.ports import ChatLog, Clock, Personas
from core.replies import Notice, Receipt, Reply
from core.safety.triage import Triage, Triager
from core.turns import Turn

log = logging.getLogger(__name__)

# In the room this many waiting worries are promised an answer.
PROMISES = 8


class Listener:
    """Takes events from every adapter.

    `say_now` gets fixed crisis answers, `tell` the service's own lines; neither may wait.
    `wake` is called when the gate has something to do, `hush` when sound must stop.
    """

    def __init__(
        self,
        triager: Triager,
        aftercare: Aftercare,
        personas: Personas,
        channel: Callable[[Platform, str], Channel],
        log: ChatLog,
        clock: Clock,
        say_now: Callable[[Reply], object],
        tell: Callable[[Receipt | Notice], object],
    ) -> None:
        self._triage = triager.triage
        self._aftercare = aftercare
        self._personas = personas
        self._channel = channel
        self._append = log.append
        self._clock = clock
        self._seen = Dedupe().seen
        self._say_now = say_now
        self._tell = tell
        self.wake: Callable[[], object] = lambda: None
        self.hush: Callable[[], object] = lambda: None

    def hear(self, event: Event) -> None:
        """One event; returns at once."""
        if self._seen(event.id):
            return
        now = self._clock()
        text = event.text
        if text:
            verdict = self._triage(text)
            if verdict.crisis:
                self._disclosure(event, verdict, now)
                return
            if self._aftercare.holds(event.viewer.id, now):
                self._care(event, now)
                return
        self._append(event)
        channel = self._channel(event.platform, event.channel)
        if type(event) is ChatMessage and text[:1] == "!":
            self._command(event, channel, now)
            return
        candidate = channel.gate.hear(event, now)
        if candidate is not None:
            if candidate.promised and candidate.weighed:
                self._receipt(channel, candidate)
            self.wake()

    def withdrawn(self, turn: Turn, verdict: Triage) -> None:
        """The joined pieces of a turn turned out to be a disclosure."""
        self._answer(turn, turn.event_ids, verdict, self._clock())

    def _disclosure(self, event: Event, verdict: Triage, now: float) -> None:
        """The fixed answer; the words are neither logged nor queued."""
        channel = self._channel(event.platform, event.channel)
        channel.gate.withdraw(event.viewer.id)
        self._answer(event, (event.id,), verdict, now)

    def _answer(
        self, about: Event | Turn, ids: tuple[str, ...], verdict: Triage, now: float
    ) -> None:
        answer = self._aftercare.answer(about.viewer.id, verdict, now)
        if answer is not None:
            log.warning("crisis", extra={"platform": about.platform, "kind": verdict.kind})
            self._say_now(crisis_reply(about, ids, answer))

    def _care(self, event: Event, now: float) -> None:
        answer = self._aftercare.follow_up(event.viewer.id, now)
        if answer is not None:
            self._say_now(crisis_reply(event, (event.id,), answer))

    def _command(self, event: ChatMessage, channel: Channel, now: float) -> None:
        found = commands.find(event.text)
        if found is None:
            return
        command, words = found
        if command.managers and not event.viewer.roles & commands.MANAGERS:
            self._notice(event, "방송 매니저만 쓸 수 있는 명령이에요.")
            return
        before = len(channel.gate)
        said = command.run(commands.Typed(event, words, channel, self._personas, now))
        if said is not None:
            self._notice(event, said)
        elif len(channel.gate) > before:
            self._receipt_at(channel, event, len(channel.gate))
        if channel.quiet:
            self.hush()
        self.wake()

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
        self._tell(
            Receipt(
                event.platform,
                event.channel,
                event.viewer,
                event.id,
                position,
                channel.eta(position),
            )
        )


def crisis_reply(about: Event | Turn, ids: tuple[str, ...], text: str) -> Reply:
    """A fixed answer: no persona, nothing spoken, the viewer's words left out."""
    return Reply(
        turn_id=f"crisis:{ids[-1]}",
        platform=about.platform,
        channel=about.channel,
        viewer=about.viewer,
        in_reply_to=ids,
        question="",
        persona=None,
        speaker="",
        chat=text,
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
        crisis=True,
        model="fixed",
        token=getattr(about, "token", None),
    )
