"""A crisis that is disclosed elsewhere than in a chat: in a form or a panel."""

import logging
from collections.abc import Callable

from core.channels.known import Channels
from core.events import Viewer
from core.labels import Platform
from core.meter import SILENT, Meter
from core.ports import Clock
from core.safety.aftercare import Aftercare
from core.safety.triage import Triager
from core.understanding.language import is_english
from core.viewers.people import People

log = logging.getLogger(__name__)


class FirstAid:
    """The same answers as in a chat, for whoever shows them at once and in private.

    Wired up later: `alarm` when managers should know, `silence(viewer id)` when nothing more of
    one viewer may be spoken.
    """

    def __init__(
        self,
        triager: Triager,
        aftercare: Aftercare,
        people: People,
        channels: Channels,
        clock: Clock,
        meter: Meter = SILENT,
    ) -> None:
        self._triage = triager.triage
        self._aftercare = aftercare
        self._person = people.of
        self._channels = channels
        self._clock = clock
        self._meter = meter
        self.alarm: Callable[[Platform, str, Viewer, str], object] = lambda *_: None
        self.silence: Callable[[str], object] = lambda _: None

    def answer(self, platform: Platform, channel: str, viewer: Viewer, *told: str) -> str | None:
        """The fixed answer to what `viewer` told, each text by itself and all together; None
        where there is no crisis. The words are kept nowhere."""
        now, person = self._clock(), self._person(viewer.id)
        for text in (*told, " ".join(told)):
            verdict = self._triage(text)
            if verdict.crisis:
                break
        else:
            held = self._aftercare.holds(person, now)
            return self._aftercare.follow_up(person, now, again=True) if held else None
        known = self._channels.find(platform, channel)
        if known is not None:
            known.gate.withdraw(viewer.id)
        self.silence(viewer.id)
        self._meter.crisis(verdict.level)
        log.warning("crisis", extra={"platform": platform, "kind": verdict.kind})
        answer = self._aftercare.answer(person, verdict, now, is_english(text))
        self.alarm(platform, channel, viewer, verdict.kind or "")
        return answer or self._aftercare.follow_up(person, now, again=True)

    def holds(self, viewer: str) -> bool:
        """Whether `viewer` disclosed a crisis lately."""
        return self._aftercare.holds(self._person(viewer), self._clock())
