"""Brings the database to this version and ends; several at once wait for one another.

Every other command does so too when it opens the database. Before several processes start, once
is enough, and what is wrong with the database is told in one place.
"""

import argparse
import asyncio

from bots import logs, settings
from bots.database import open_ours, shown
from bots.settings import Settings, data_folder
from storage.database import newest


def arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def main(chosen: argparse.Namespace) -> int:
    logs.set_up(verbose=False)
    print(asyncio.run(_migrate(settings.load())))
    return 0


async def _migrate(options: Settings) -> str:
    folder = data_folder(options)
    async with open_ours(options, folder):
        return f"{shown(options, folder)}: schema {newest()}"
