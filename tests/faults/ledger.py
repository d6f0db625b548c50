"""What the platforms recorded as said, against what the database holds as accepted."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.twitch import SimulatedTwitch
from bots.logs import Records
from core.gifts.gift import GiftState
from core.labels import Platform
from core.replies import Reply
from core.turns import State, Turn

# Who speaks, and the mark that nobody sees.
_TAG = re.compile(r"^\[[^\]]+\]\s*|^\*\*[^*]+\*\*\s*")
_UNSEEN = re.compile(r"[\u200b-\u206f\ufeff]")
FINAL = (State.SAID, State.UNKNOWN, State.DROPPED)


class Database:
    """The rows that processes left, whichever database has them: a file or a PostgreSQL URL."""

    def __init__(self, where: Path | str) -> None:
        self._where = where

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if isinstance(self._where, str):
            with psycopg.connect(self._where, autocommit=True) as server:
                return server.execute(query.encode()).fetchall()
        if not self._where.exists():
            return []
        file = sqlite3.connect(f"file:{self._where}?mode=ro", uri=True, timeout=10.0)
        try:
            return file.execute(query).fetchall()
        finally:
            file.close()

    def turns(self) -> list["Row"]:
        return [
            Row(
                msgspec.json.decode(turn, type=Turn),
                State(state),
                why,
                msgspec.json.decode(reply, type=Reply) if reply else None,
            )
            for turn, state, why, reply in self.rows("SELECT turn, state, why, reply FROM turn")
        ]

    def gifts(self) -> dict[str, GiftState]:
        """Who gave → the state of the gift: here each donor gives once."""
        return {
            msgspec.json.decode(event)["viewer"]["name"]: GiftState(state)
            for event, state in self.rows("SELECT event, state FROM donation")
        }

    def unfinished(self) -> int:
        """Turns and gifts that are still on their way."""
        final = ", ".join(f"'{state}'" for state in FINAL)
        turns = self.rows(f"SELECT count(*) FROM turn WHERE state NOT IN ({final})")
        gifts = self.rows("SELECT count(*) FROM donation WHERE state = 'received'")
        return sum(count for rows in (turns, gifts) for (count,) in rows)

    async def settled(self, within: float) -> None:
        """Return when nothing is on its way any more. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while await asyncio.to_thread(self.unfinished):
                await asyncio.sleep(0.2)


@dataclass(frozen=True, slots=True)
class Row:
    """A turn as the database has it."""

    turn: Turn
    state: State
    why: str
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line that people could see. `asked` is the message that it answers, where that shows."""

    platform: Platform
    channel: str
    text: str
    asked: str = ""


def lines(
    twitch: SimulatedTwitch | None = None,
    chzzk: SimulatedChzzk | None = None,
    discord: SimulatedDiscord | None = None,
) -> list[Line]:
    """Everything that the platforms ever showed of ours."""
    said = []
    if twitch:
        said += [
            Line(Platform.TWITCH, one.channel, one.text, one.reply_to or "") for one in twitch.said
        ]
    if chzzk:
        said += [Line(Platform.CHZZK, chzzk.channel, text) for text in chzzk.said]
    if discord:
        said += [
            Line(Platform.DISCORD, one.channel, one.text, one.reply_to or "")
            for one in discord.said
        ]
    return said


@dataclass(slots=True)
class Findings:
    """What came of everything that was accepted: ids of turns, names of donors."""

    turns: int = 0
    gifts: int = 0
    said: int = 0
    # Said by the database, and seen by nobody.
    lost: list[str] = field(default_factory=list)
    # Dropped although nobody wanted that: why of each.
    dropped: Counter[str] = field(default_factory=Counter)
    # Seen more often than it was meant to be.
    twice: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    # Unknown, and no log line says so.
    unlogged: list[str] = field(default_factory=list)
    # Gifts that are in no row, are not settled, or count as acknowledged and were not.
    gifts_lost: list[str] = field(default_factory=list)
    gifts_twice: list[str] = field(default_factory=list)
    # Gifts that a manager shall look at.
    checks: int = 0

    @property
    def figure(self) -> str:
        """For the table."""
        return (
            f"{self.turns:,} turns and {self.gifts:,} gifts accepted, {self.said:,} said; lost: "
            f"{len(self.gifts_lost)} gifts, {len(self.lost) + self.dropped.total()} turns; twice: "
            f"{len(self.gifts_twice)} gifts, {len(self.twice)} turns; unknown: "
            f"{len(self.unknown)} turns, {len(self.unlogged)} of them not logged; "
            f"{self.checks} gifts to be checked"
        )

    def hold(self, lost: float = 0.005) -> None:
        """Raise AssertionError unless no gift is lost, nothing is said twice, every doubt is
        logged, and no more than this share of the turns is lost."""
        assert not self.gifts_lost, f"gifts lost: {self.gifts_lost}"
        assert not self.gifts_twice, f"thanked twice: {self.gifts_twice}"
        assert not self.twice, f"said twice: {self.twice}"
        assert not self.unlogged, f"unknown and not logged: {self.unlogged}"
        assert not self.lost, f"said by the database only: {self.lost}"
        assert self.dropped.total() <= lost * self.turns, f"lost: {self.dropped}"


def compare(
    database: Database,
    said: Iterable[Line],
    donors: Collection[str] = (),
    log: str = "",
    keys: Collection[bytes] = (b"",),
) -> Findings:
    """`donors` are those whose gift was accepted as far as they were told; `log` is all that the
    processes logged, `keys` those of its pseudonyms."""
    shown = [Line(one.platform, one.channel, plain(one.text), one.asked) for one in said]
    rows = database.turns()
    gifts = database.gifts()
    found = Findings(turns=len(rows), gifts=len(gifts))
    _turns(found, rows, shown)
    logs = [Records(key).pseudonym for key in keys]
    found.unlogged = [id for id in found.unknown if not any(logged(id) in log for logged in logs)]
    _gifts(found, gifts, rows, donors, shown)
    return found


def _turns(found: Findings, rows: Collection[Row], shown: Collection[Line]) -> None:
    seen = Counter((one.platform, one.channel, one.text) for one in shown)
    answers = Counter((one.platform, one.asked) for one in shown if one.asked)
    certain: Counter[tuple[Platform, str, str]] = Counter()
    possible: Counter[tuple[Platform, str, str]] = Counter()
    asked: Counter[tuple[Platform, str]] = Counter()
    for row in rows:
        if row.state is State.DROPPED and row.why not in MEANT:
            found.dropped[row.why] += 1
        if row.state is State.UNKNOWN:
            found.unknown.append(row.turn.id)
        if row.reply is None or row.state not in (State.SAID, State.UNKNOWN):
            continue
        line = row.reply.platform, row.reply.channel, plain(row.reply.chat)
        possible[line] += 1
        certain[line] += row.state is State.SAID
        for id in row.reply.in_reply_to:
            asked[row.reply.platform, id.removeprefix(f"{row.reply.platform}:")] += 1
    found.said = certain.total()
    found.lost = [repr(line) for line, count in certain.items() if seen[line] < count]
    found.twice = [repr(line) for line, count in possible.items() if seen[line] > count]
    found.twice += [repr(one) for one, count in answers.items() if count > asked[one]]


def _gifts(
    found: Findings,
    gifts: Mapping[str, GiftState],
    rows: Collection[Row],
    donors: Collection[str],
    shown: Collection[Line],
) -> None:
    found.gifts_lost = [f"{name}: no row" for name in donors if name not in gifts]
    for name, state in gifts.items():
        named = re.compile(rf"{re.escape(name)}(?![0-9])")
        thanks = sum(named.search(one.text) is not None for one in shown)
        found.checks += state is GiftState.CHECK
        if thanks > 1:
            by = [(row.turn.id, row.state) for row in rows if row.reply and name in row.reply.chat]
            found.gifts_twice.append(f"{name}: {thanks} times by {by}")
        if state is GiftState.RECEIVED or (state is GiftState.ACKNOWLEDGED and not thanks):
            found.gifts_lost.append(f"{name}: {state}")


def plain(text: str) -> str:
    """`text` without who speaks and without what nobody sees."""
    return _TAG.sub("", _UNSEEN.sub("", text))


# Reasons of a turn that ended without a word because somebody wanted that.
MEANT = frozenset({"crisis", "overlay only", "forgotten"})
