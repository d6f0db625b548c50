"""What every event meets first: triage, commands, the gate. Synchronous, microseconds."""

import logging
from collections.abc import Callable

import msgspec

from core import commands
from core.aftercare import Aftercare
from core.channel import Channel
from core.events import ChatMessage, Command, Donation, Event
from core.gate.candidate import Candidate
from core.gate.cooldown import Cooldown
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
    `wake` is called when the gate has something to do, `hush` when sound must stop,
    `silence(viewer id)` when nothing more of one viewer may be spoken.
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
        self._asked = Cooldown(burst=4, every=5.0)
        self._answered = Cooldown(burst=8, every=2.0)
        self._say_now = say_now
        self._tell = tell
        self.wake: Callable[[], object] = lambda: None
        self.hush: Callable[[], object] = lambda: None
        self.silence: Callable[[str], object] = lambda _: None

    def hear(self, event: Event) -> bool:
        """One event; returns at once. False when its words must not be shown again."""
        if self._seen(event.id):
            return True
        now = self._clock()
        if event.text:
            verdict = self._triage(event.text)
            if verdict.crisis:
                self._disclosure(event, verdict, now)
                return False
            if self._aftercare.holds(event.viewer.id, now) and not self._manages(event):
                self._care(event, now)
                return False
        self._append(event)
        channel = self._channel(event.platform, event.channel)
        if type(event) is Command or (type(event) is ChatMessage and event.text[:1] == "!"):
            self._command(event, channel, now)
            return True
        candidate = channel.gate.hear(event, now)
        if candidate is not None:
            if candidate.promised and candidate.weighed:
                self._receipt(channel, candidate)
            self.wake()
        return True

    def _manages(self, event: Event) -> bool:
        """Whether a manager speaks to the bot: a panic stop works in every case."""
        return event.text[:1] == "!" and bool(event.viewer.roles & commands.MANAGERS)

    def withdrawn(self, turn: Turn, verdict: Triage) -> None:
        """The joined pieces of a turn turned out to be a disclosure."""
        self.silence(turn.viewer.id)
        self._answer(turn, turn.event_ids, verdict, self._clock())

    def _disclosure(self, event: Event, verdict: Triage, now: float) -> None:
        """The fixed answer; the words are neither logged nor queued, and what else waits of
        this viewer is dropped. Their money is thanked for without a persona."""
        channel = self._channel(event.platform, event.channel)
        channel.gate.withdraw(event.viewer.id)
        self.silence(event.viewer.id)
        self._answer(event, (event.id,), verdict, now)
        self._acknowledge(event)

    def _acknowledge(self, event: Event) -> None:
        """Thanks for a donation in a crisis: plain, without its words, recorded."""
        if isinstance(event, Donation):
            self._append(msgspec.structs.replace(event, text=""))
            self._notice(event, f"{event.shown} 후원 고맙습니다.")

    def _answer(
        self, about: Event | Turn, ids: tuple[str, ...], verdict: Triage, now: float
    ) -> None:
        answer = self._aftercare.answer(about.viewer.id, verdict, now)
        if answer is None and isinstance(about, Command):  # its asker is left waiting otherwise
            answer = self._aftercare.follow_up(about.viewer.id, now, again=True)
        if answer is not None:
            log.warning("crisis", extra={"platform": about.platform, "kind": verdict.kind})
            self._say_now(crisis_reply(about, ids, answer))

    def _care(self, event: Event, now: float) -> None:
        self._acknowledge(event)
        answer = self._aftercare.follow_up(event.viewer.id, now, again=isinstance(event, Command))
        if answer is not None:
            self._say_now(crisis_reply(event, (event.id,), answer))

    def _command(self, event: ChatMessage | Command, channel: Channel, now: float) -> None:
        found = commands.asked(event) if isinstance(event, Command) else commands.find(event.text)
        if found is None:
            return
        command, words = found
        if not command.managers and not self._unhurried(event, now):
            return
        if command.managers and not event.viewer.roles & commands.MANAGERS:
            self._notice(event, "방송 매니저만 쓸 수 있는 명령이에요.")
            return
        before = len(channel.gate)
        said = command.run(commands.Typed(event, words, channel, self._personas, now))
        if said is not None:
            self._notice(event, said)
        elif len(channel.gate) > before and not isinstance(event, Command):
            # A slash command is private and shows by itself that it waits.
            self._receipt_at(channel, event, len(channel.gate))
        if channel.quiet:
            self.hush()
        self.wake()

    def _unhurried(self, event: Event, now: float) -> bool:
        """Whether a command may be answered: nobody fills a channel with the bot's own lines."""
        if event.viewer.roles & commands.MANAGERS or isinstance(event, Command):
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
