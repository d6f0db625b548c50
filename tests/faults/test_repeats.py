"""Platforms tell some things more than once, in any order."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.simulated.twitch_events import frame
from tests.faults.report import RowOf, Times
from tests.faults.world import SHORT_GRACE, World, world

ARRIVES_WITHIN = 20.0
SETTLED_WITHIN = 45.0
COPIES = 3
# What one round of a world's life is in the chat log; a cheer is told in three ways.
LINES, GIFTS = 8, 2


@dataclass(frozen=True, slots=True)
class Told:
    """How to send an event once more. `lasting`: the platform gave it an id, or a time, by which
    it is known for ever."""

    send: Callable[[], Awaitable[object]]
    lasting: bool


async def test_every_event_three_times(own_folder: Path, times: Times, row: RowOf) -> None:
    rounds = times(6, 150)
    with row(6, "every event 3 times, shuffled, and after a kill", "one effect each") as found:
        async with world(own_folder, rounds, times(SHORT_GRACE, 15)) as there:
            told = [await recorded(there, number) for number in range(rounds)]
            again = [one for those in told[: rounds // 2] for one in those if one.lasting]
            async with there.alive():
                for those in told[: rounds // 2]:
                    await sent(those * COPIES, there.luck)
                await arrived(there, "donation", GIFTS * (rounds // 2))
                await arrived(there, "chat", LINES * (rounds // 2))
            async with there.alive():
                for those in (*told[rounds // 2 :], again):
                    await sent(those * COPIES, there.luck)
                await arrived(there, "donation", GIFTS * rounds)
                await arrived(there, "chat", LINES * rounds)
                await there.database.settled(SETTLED_WITHIN + 4 * rounds)
            findings = await asyncio.to_thread(there.findings)
            [(gifts,)] = there.database.rows("SELECT count(*) FROM donation")
            [(heard,)] = there.database.rows("SELECT count(*) FROM chat")
        events = sum(map(len, told))
        deliveries = COPIES * (events + len(again))
        found.figure = f"{deliveries:,} deliveries of {events:,}: {findings.figure}"
        findings.hold()
        assert (heard, gifts) == (LINES * rounds, GIFTS * rounds)
        assert findings.said > rounds


async def recorded(there: World, number: int) -> list[Told]:
    """What happens in a round, while nobody listens."""
    told: list[Told] = []

    def twitch(kind: str, event: dict[str, Any]) -> None:
        about = {"subscription": {"type": kind, "status": "enabled"}, "event": event}
        whole = frame("notification", about, kind)
        told.append(Told(lambda: there.twitch.send(whole), "cheer" in event and not event["cheer"]))

    def chzzk(name: str, payload: Any) -> None:
        told.append(Told(lambda: there.chzzk.sessions.emit(name, payload), name == "CHAT"))

    def discord(what: str, data: dict[str, Any], asked: object) -> None:
        told.append(Told(lambda: there.discord.gateway.dispatch("MESSAGE_CREATE", data), True))

    with ExitStack() as stack:
        for watchers, watch in (
            (there.twitch.watchers, twitch),
            (there.chzzk.sessions.watchers, chzzk),
            (there.discord.watchers, discord),
        ):
            watchers.append(watch)  # type: ignore[arg-type]
            stack.callback(watchers.clear)
        await there.live(number)
    return told


async def arrived(there: World, table: str, rows: int) -> None:
    """Return when the table has so many rows; fail when it has more."""
    count = 0
    async with asyncio.timeout(ARRIVES_WITHIN):
        while count < rows:
            await asyncio.sleep(0.2)
            [(count,)] = there.database.rows(f"SELECT count(*) FROM {table}")
    assert count == rows


async def sent(told: list[Told], luck: random.Random) -> None:
    luck.shuffle(told)
    for one in told:
        await one.send()
        await asyncio.sleep(0.005)
