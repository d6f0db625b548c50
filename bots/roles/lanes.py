"""What this process and others put into one another's lanes: donations and alarms."""

import asyncio
import logging
from typing import Protocol

from bots.bus import HEAR, RING, Bus
from bots.roles.share import Share
from core.channels.linking import Linking
from core.gifts.donations import Donations
from core.labels import Platform
from core.listener import Listener
from core.ports import Delivery
from core.safety.alarms import Alarm, insist

log = logging.getLogger(__name__)


class Desk(Protocol):
    """Where managers are told of an alarm."""

    async def alarm(self, alarm: Alarm) -> None:
        """Raises PlatformError when that must be tried again."""


def managed(linking: Linking, alarm: Alarm) -> bool:
    """Whether anybody on Discord has to do with that channel: nobody else reads alarms."""
    if alarm.platform is Platform.DISCORD:
        return True
    return linking.guild_of(alarm.platform, alarm.channel) is not None


async def hear_hooks(bus: Bus, share: Share, listener: Listener, donations: Donations) -> None:
    """Donations that another process's page took for channels of this one."""
    async for delivery in bus.hooks.listen(HEAR, share):
        listener.hear(delivery.item)
        try:
            await donations.stored(delivery.item.id)
        except Exception:  # the database is away: it is held here, and told of again
            log.exception("donation not seen to be stored")
        await delivery.ack()


async def ring_alarms(bus: Bus, share: Share, desk: Desk | None) -> None:
    """Alarms for managers of this process's part of Discord."""

    async def ring(delivery: Delivery[Alarm]) -> None:
        if desk is not None:
            await insist(desk.alarm, delivery.item)
        await delivery.ack()

    # Side by side: a guild where the bot may not write must not keep the others waiting.
    async with asyncio.TaskGroup() as tasks:
        async for delivery in bus.alarms.listen(RING, share):
            tasks.create_task(ring(delivery), name="alarm")
