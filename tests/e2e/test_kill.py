"""Killed at any moment, nothing is said twice and every donation is acknowledged."""

import asyncio
import contextlib
import re
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from bots.logs import Records
from bots.secret_file import kept_secret
from core.labels import Platform
from core.replies import Reply
from core.turns import State
from tests.conftest import until
from tests.e2e.killing import HOW, Death, World, world

PLATFORMS = (Platform.TWITCH, Platform.CHZZK, Platform.DISCORD)
# A platform that can be asked is asked fifteen seconds after the last start.
SETTLED_WITHIN = 45.0
# So long until a line is sent that a death waits for.
PATIENCE = 4.0
# Who speaks, and the mark that nobody sees.
_TAG = re.compile(r"^\[[^\]]+\]\s*|^\*\*[^*]+\*\*\s*")
_UNSEEN = re.compile(r"[\u200b-\u206f\ufeff]")


@pytest.mark.timeout(600)
async def test_twenty_kills(own_folder: Path) -> None:
    await killed(own_folder, 20)


@pytest.mark.long
@pytest.mark.timeout(1_800)
async def test_two_hundred_kills(own_folder: Path) -> None:
    await killed(own_folder, 200)


async def killed(folder: Path, times: int) -> None:
    """Kill a process `times` times while all three platforms talk to it."""
    async with world(folder, seed=times) as there:
        for number in range(times):
            await one_life(there, number)
        there.fate.death = None
        async with there.alive():
            await settled(there)
        check(there)


async def one_life(there: World, number: int) -> None:
    """A process that is killed in the middle of what it does."""
    platform = PLATFORMS[number % len(PLATFORMS)]
    how = HOW[number // len(PLATFORMS) % len(HOW)]
    async with there.alive() as process:
        there.fate.death = Death(platform, how, after=there.luck.uniform(0.1, 1.2))
        after = there.fate.death.after
        await there.live(number)
        channel = {
            Platform.TWITCH: next(iter(there.twitch.users.values())),
            Platform.CHZZK: there.chzzk.channel,
            Platform.DISCORD: next(iter(there.discord.channels)),
        }[platform]
        donating = asyncio.create_task(there.donate(platform, channel, f"후원{number}"))
        within = after if how in ("any", "lost") else PATIENCE
        with contextlib.suppress(TimeoutError):
            await until(lambda: not process.is_alive(), within)
    # The next life hears of it again, as the service was never told that it is stored.
    donating.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await donating
    if not donating.cancelled():
        there.donors.append(f"후원{number}")


async def settled(there: World) -> None:
    """Return when no turn and no gift is left on its way."""
    final = f"('{State.SAID}', '{State.UNKNOWN}', '{State.DROPPED}')"
    left: list[tuple[object, ...]] = [()]
    async with asyncio.timeout(SETTLED_WITHIN):
        while left:
            await asyncio.sleep(0.2)
            left = there.rows(f"SELECT id FROM turn WHERE state NOT IN {final}")
            left += there.rows("SELECT id FROM donation WHERE state = 'received'")


def check(there: World) -> None:
    said = Counter(
        (platform, _TAG.sub("", _UNSEEN.sub("", text))) for platform, text in there.said()
    )
    certain: Counter[tuple[Platform, str]] = Counter()
    possible: Counter[tuple[Platform, str]] = Counter()
    unknown = []
    for id, state, reply in there.rows("SELECT id, state, reply FROM turn"):
        answer = msgspec.json.decode(reply, type=Reply) if reply else None
        if state == State.UNKNOWN:
            unknown.append(id)
        if answer is not None and state in (State.SAID, State.UNKNOWN):
            possible[answer.platform, answer.chat] += 1
            certain[answer.platform, answer.chat] += state == State.SAID
    assert {key: count for key, count in certain.items() if said[key] < count} == {}, "lost"
    assert {key: count for key, count in possible.items() if said[key] > count} == {}, "twice"
    logged = there.log.read_text("utf-8")
    pseudonym = Records(kept_secret(there.folder / "data" / "log.key")).pseudonym
    assert [id for id in unknown if pseudonym(id) not in logged] == [], "unknown and not logged"
    gifts = dict(there.rows("SELECT json_extract(event, '$.viewer.name'), state FROM donation"))
    assert {name for name in there.donors if name.startswith("후원")} <= gifts.keys(), "lost"
    assert {*gifts.values()} <= {"acknowledged", "check"}
    text = "\n".join(line for _, line in there.said())
    for name, state in gifts.items():
        times = len(re.findall(rf"{name}(?![0-9])", text))
        assert times <= 1, "thanked twice"
        assert times == 1 or state == "check", "acknowledged without thanks"
    assert sum(certain.values()) > 10
    assert there.fate.met.total() >= 8
