"""What a stream came to, as one HTML file that stands alone: moods, worries, films, donations,
what was answered and what was not, waiting times, cost. Nobody's words or names are in it."""

import argparse
import asyncio
import re
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.page import page
from adapters.report.summary import file_name
from bots import films, settings
from bots.classifier import load_classifier
from bots.database import open_ours
from bots.reporting import counted
from bots.settings import Settings, data_folder
from core.errors import BadInput
from core.korea import KOREA
from core.labels import Platform
from core.reports.kept import Kept
from core.understanding.understander import Understander
from storage.report import Place, SqlReport

DAY = 86_400.0


def arguments(parser: argparse.ArgumentParser) -> None:
    times(parser)
    parser.add_argument("--english", action="store_true", help="in English, not in Korean")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="where to; replaced")


def times(parser: argparse.ArgumentParser) -> None:
    """Which stream; see `kept`."""
    parser.add_argument(
        "--channel", metavar="PLATFORM/KEY", type=_place,
        help="twitch/1234, chzzk/…, discord/… or room/room (default: the one active last)",
    )  # fmt: skip
    when = "in Korean time, like 2026-01-31 or '2026-01-31 20:00'"
    parser.add_argument("--from", dest="since", metavar="TIME", type=_begin, help=when)
    parser.add_argument("--to", dest="until", metavar="TIME", type=_end, help=when)


def _place(text: str) -> Place:
    platform, _, key = re.sub(":", "/", text, count=1).partition("/")
    if platform not in list(Platform) or not key:
        raise argparse.ArgumentTypeError(f"{text!r} is not platform/key, as twitch/1234 is")
    return Platform(platform), key


def _begin(text: str) -> float:
    return _moment(text).timestamp()


def _end(text: str) -> float:
    """A day without a time is counted in to its end."""
    moment = _moment(text)
    return (moment + timedelta(days=1) if _is_day(text) else moment).timestamp()


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time, as 2026-01-31 or '2026-01-31 20:00' is"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=KOREA)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def main(chosen: argparse.Namespace) -> int:
    options = settings.load()
    there = kept(options, chosen)
    catalogue = films.known_films(films.folder(options), time.time())
    reader = Understander(load_classifier(options.classifier), catalogue)
    found = counted(there, reader, catalogue)
    words = ENGLISH if chosen.english else KOREAN
    out = chosen.out or Path(file_name(found, words))
    try:
        out.write_text(page(found, options.keep_chat, words), "utf-8")
    except OSError as error:
        raise BadInput(f"{out} cannot be written ({error.strerror})") from error
    print(
        f"{out}: {there.platform}/{there.channel}, {found.answered:,} answered, "
        f"{sum(count for _, count in found.skipped):,} not, {found.gifts.count:,} gifts"
    )
    return 0


def kept(options: Settings, chosen: argparse.Namespace) -> Kept:
    """What there is of the chosen stream, or else the last. Raises BadInput where there is
    nothing."""
    if chosen.since and chosen.until and chosen.until <= chosen.since:
        raise BadInput("--to is not after --from")
    return asyncio.run(_kept(options, chosen.channel, chosen.since, chosen.until))


async def _kept(
    options: Settings, place: Place | None, since: float | None, until: float | None
) -> Kept:
    """What there is of that channel and time. Raises BadInput where there is nothing."""
    async with open_ours(options, data_folder(options)) as database:
        store = SqlReport(database)
        places = await store.places()
        if not places:
            raise BadInput(
                "nothing is kept yet: there was no stream, or it is longer ago than "
                f"{options.keep_chat} days"
            )
        there = place or places[0]
        if there not in places:
            raise BadInput(f"nothing is kept of {_named([there])}; there is {_named(places)}")
        last = await store.last_stream(*there)
        assert last is not None
        if since is None and until is None:
            since, until = last
        elif until is None:
            until = max(time.time(), last[1])
        # Whatever was before that is deleted by then.
        longest = (max(options.keep_chat, options.keep_donations) + 1) * DAY
        begin = since if since is not None else until - longest
        found = await store.kept(*there, begin, until)
        if not (found.turns or found.gifts or found.lines):
            raise BadInput(
                f"nothing is kept of {_named([there])} in that time; its last stream was from "
                f"{_shown(last[0])} to {_shown(last[1])}"
            )
        return found


def _named(places: Sequence[Place]) -> str:
    return ", ".join(f"{platform}/{key}" for platform, key in places)


def _shown(at: float) -> str:
    return f"{datetime.fromtimestamp(at, KOREA):%Y-%m-%d %H:%M}"
