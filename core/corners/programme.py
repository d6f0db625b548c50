"""Announces, opens and closes a channel's corners by its programme."""

from typing import Any

from msgspec.structs import replace

from core.channels.channel import Channel
from core.channels.known import Channels
from core.channels.settings import ChannelSettings
from core.corners.slot import Following, Slot, Step, step


async def follow(
    channels: Channels, channel: Channel, slot: Slot, now: float, on: bool, following: Following
) -> Step | None:
    """What was done of one slot at `now` (Unix seconds), if anything was due; where the stream
    is not `on` nothing but its end is. Raises BadInput for a slot whose cron is none.

    Known before it is told: whoever is killed in between tells it never rather than twice.
    """
    due = step(slot, now, following)
    if due is None or (not on and due[0] is not Step.CLOSE):
        return None
    what, begins = due
    if what is Step.OPEN and channel.settings.corner:  # one after another
        return None
    done: Step | None = None

    def edit(settings: ChannelSettings) -> ChannelSettings:
        nonlocal done
        kept = next((one for one in settings.programme if one.id == slot.id), None)
        taken = what is Step.OPEN and settings.corner
        if kept is None or taken or getattr(kept, what) >= begins:
            return settings
        changed: dict[str, Any] = {
            "programme": _with(settings.programme, replace(kept, **{str(what): begins}))
        }
        # Who closed it by hand, or opened another one, has decided.
        mine = what is Step.CLOSE and settings.corner == slot.kind
        done = what if what is not Step.CLOSE or mine else None
        if what is Step.OPEN or mine:
            changed["corner"] = str(slot.kind) if what is Step.OPEN else ""
        return replace(settings, **changed)

    await channels.edit(channel.platform, channel.key, edit)
    return done


def _with(slots: tuple[Slot, ...], new: Slot) -> tuple[Slot, ...]:
    return tuple(new if one.id == new.id else one for one in slots)
