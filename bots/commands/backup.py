"""Everything that is kept into one file, while LoveLM runs or not. Tokens are not in it."""

import argparse
import asyncio
import time
from pathlib import Path

from bots import logs, settings
from bots.database import open_ours
from bots.progress import Bar
from bots.settings import Settings, data_folder
from storage.backup import dump
from storage.backup_file import Manifest


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="where to; replaced if it is there")


def main(chosen: argparse.Namespace) -> int:
    logs.set_up(verbose=False)
    manifest = asyncio.run(_dump(settings.load(), chosen.file))
    kept = ", ".join(f"{name} {one.rows:,}" for name, one in manifest.tables.items() if one.rows)
    print(f"{chosen.file}: {manifest.rows:,} rows ({kept or 'the database is empty'})")
    print("Viewers' words are in it: keep it private, for 30 days at most. Tokens are not.")
    return 0


async def _dump(options: Settings, file: Path) -> Manifest:
    bar = Bar("rows")
    async with open_ours(options, data_folder(options)) as database:
        manifest = await dump(database, file, time.time(), bar)
    bar.end()
    return manifest
