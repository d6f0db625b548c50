"""Put a backup into the database that is set, a file or PostgreSQL, whichever it was made of."""

import argparse
import asyncio
import time
from datetime import datetime
from pathlib import Path

from bots import logs, settings
from bots.data_lock import data_lock
from bots.database import open_ours
from bots.progress import Bar
from bots.settings import Settings, data_folder
from storage.backup import Restored, restore


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what lovelm backup wrote")
    parser.add_argument(
        "--replace", action="store_true", help="delete what is in the database before"
    )


def main(chosen: argparse.Namespace) -> int:
    logs.set_up(verbose=False)
    done = asyncio.run(_restore(settings.load(), chosen.file, chosen.replace))
    made = datetime.fromtimestamp(done.at).astimezone().isoformat(" ", "minutes")
    print(f"restored: {done.rows:,} rows, as of {made}")
    if done.connected:
        print("The tokens that were in the database are still there.")
    else:
        print("No backup holds tokens: connect each account again with lovelm connect")
    print("What was under way then is not said any more; its gifts are to be checked.")
    print("Who asked a database that is gone to be forgotten since then has to ask again.")
    return 0


async def _restore(options: Settings, file: Path, replace: bool) -> Restored:
    folder, bar = data_folder(options), Bar("rows")
    with data_lock(folder):
        async with open_ours(options, folder) as database:
            done = await restore(database, file, time.time(), replace, bar)
    bar.end()
    return done
