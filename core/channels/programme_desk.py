"""What managers decide about a channel's programme (`/편성`, the studio)."""

import secrets
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.channels.floor import BACK_FOR
from core.channels.guilds import Actor, Place
from core.channels.known import Channels
from core.channels.settings import ChannelSettings, Level
from core.corners.slot import MINUTE, Following, Kind, Slot
from core.errors import BadInput
from core.labels import Platform
from core.ports import Clock

MOST = 10
LONGEST_NAME = 30
# Minutes.
SHORTEST, LONGEST = 5, 240
# Times to come that are looked at, and shown.
LOOKED_AT, SHOWN = 60, 3

Check = Callable[[Actor, Place, Level], object]
Note = Callable[[Actor, Place, str, str, str], object]


class Planned(Struct, frozen=True):
    """A slot and when it comes next (Unix seconds); none where its cron names no time to come."""

    slot: Slot
    next: tuple[float, ...]


class _Removed(Struct, frozen=True):
    """A slot that was taken out at `at`, from its `place` in the programme; `ended`: what was on
    ended with it."""

    slot: Slot
    place: int
    ended: bool
    at: float


class ProgrammeDesk:
    """Acts for an Actor on a Place. Raises Forbidden or BadInput, worded for people."""

    def __init__(
        self, check: Check, channels: Channels, following: Following, clock: Clock, note: Note
    ) -> None:
        """`check` raises Forbidden; `note` gets who did what: actor, place, deed, about what, to
        whom."""
        self._check = check
        self._channels = channels
        self._following = following
        self._clock = clock
        self._note = note
        # By channel and id.
        self._removed: dict[tuple[Platform, str, str], _Removed] = {}

    def listed(self, actor: Actor, place: Place) -> list[Planned]:
        """The programme, whatever comes first before the others."""
        self._check(actor, place, Level.MANAGER)
        slots = self._channels.settings(place.platform, place.channel).programme
        planned = [Planned(slot, tuple(self._times(slot.cron, SHOWN))) for slot in slots]
        return sorted(planned, key=lambda one: one.next or (float("inf"),))

    async def add(
        self, actor: Actor, place: Place, name: str, kind: str, cron: str, minutes: int
    ) -> Slot:
        """Add a slot; `cron` in Korean time."""
        self._check(actor, place, Level.MANAGER)
        slot = self._slot(name, kind, cron, minutes)

        def edit(settings: ChannelSettings) -> ChannelSettings:
            _check_room(settings, slot)
            return replace(settings, programme=(*settings.programme, slot))

        await self._channels.edit(place.platform, place.channel, edit)
        self._note(actor, place, "programme", slot.name, "")
        return slot

    async def remove(self, actor: Actor, place: Place, id: str) -> Slot | None:
        """Take a slot out, and end it if it is on; None when there was none. For a few seconds
        `put_back` undoes it."""
        self._check(actor, place, Level.MANAGER)
        removed: _Removed | None = None

        def edit(settings: ChannelSettings) -> ChannelSettings:
            nonlocal removed
            removed, now, programme = None, self._clock(), settings.programme
            at = next((n for n, slot in enumerate(programme) if slot.id == id), None)
            if at is None:
                return settings
            slot = programme[at]
            on = slot.running(now) and settings.corner == slot.kind
            removed = _Removed(slot, at, on, now)
            kept = (*programme[:at], *programme[at + 1 :])
            changed: dict[str, Any] = {"programme": kept} | ({"corner": ""} if on else {})
            return replace(settings, **changed)

        await self._channels.edit(place.platform, place.channel, edit)
        if removed is None:
            return None
        self._removed = {key: one for key, one in self._removed.items() if self._may_return(one)}
        self._removed[place.platform, place.channel, id] = removed
        self._note(actor, place, "programme_off", removed.slot.name, "")
        return removed.slot

    async def put_back(self, actor: Actor, place: Place, id: str) -> Slot | None:
        """The slot that was taken out a moment ago, as it was: what was announced or opened is
        not again, and what ended with it goes on. None when that was too long ago."""
        self._check(actor, place, Level.MANAGER)
        key = (place.platform, place.channel, id)
        removed = self._removed.get(key)
        if removed is None or not self._may_return(removed):
            return None
        slot, at = removed.slot, removed.place

        def edit(settings: ChannelSettings) -> ChannelSettings:
            _check_room(settings, slot)
            programme = (*settings.programme[:at], slot, *settings.programme[at:])
            goes_on = removed.ended and slot.running(self._clock()) and not settings.corner
            changed = {"corner": str(slot.kind)} if goes_on else {}
            return replace(settings, programme=programme, **changed)

        await self._channels.edit(place.platform, place.channel, edit)
        self._removed.pop(key, None)
        self._note(actor, place, "programme", slot.name, "")
        return slot

    def _may_return(self, removed: _Removed) -> bool:
        return 0 <= self._clock() - removed.at <= BACK_FOR

    def _slot(self, name: str, kind: str, cron: str, minutes: int) -> Slot:
        name, cron = " ".join(name.split()), " ".join(cron.split())
        if not name or len(name) > LONGEST_NAME:
            raise BadInput(f"코너 이름은 {LONGEST_NAME}자까지 적어 주세요.")
        if kind not in {*Kind}:
            raise BadInput("그런 코너는 없어요.")
        if not SHORTEST <= minutes <= LONGEST:
            raise BadInput(f"길이는 {SHORTEST}분부터 {LONGEST}분까지예요.")
        times = self._times(cron, LOOKED_AT)
        if not times:
            raise BadInput("앞으로 그런 때가 없어요.")
        if any(later - sooner < minutes * MINUTE for sooner, later in pairwise(times)):
            raise BadInput("끝나기 전에 다시 시작해요. 길이를 줄이거나 때를 띄워 주세요.")
        return Slot(id=secrets.token_hex(4), name=name, kind=Kind(kind), cron=cron, minutes=minutes)

    def _times(self, cron: str, most: int) -> list[float]:
        times: list[float] = []
        at: float | None = self._clock()
        while len(times) < most and at is not None:
            at = self._following(cron, at)
            if at is not None:
                times.append(at)
                at += MINUTE
        return times


def _check_room(settings: ChannelSettings, slot: Slot) -> None:
    """Raises BadInput where `slot` cannot be added."""
    if len(settings.programme) >= MOST:
        raise BadInput(f"편성은 {MOST}개까지 넣을 수 있어요.")
    if any((one.name, one.cron) == (slot.name, slot.cron) for one in settings.programme):
        raise BadInput("같은 편성이 이미 있어요.")
