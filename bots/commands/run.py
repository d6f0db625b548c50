"""Listens and answers on every configured platform, beside the room and the overlay."""

import argparse
import asyncio
import contextlib
import gc
import logging
import os
import signal
import threading

from bots import logs, settings
from bots.app import App
from bots.settings import Settings
from core.labels import Platform

# Python's own, but the oldest are looked through half as often. Seldomer, and what closed
# websockets leave (cycles of some 11 KB each) adds up to hundreds of MiB in an evening.
COLLECT = (700, 10, 20)

# Seconds a stop may take. A database that is silent would keep it waiting for ever.
LONGEST_STOP = 18.0

log = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--verbose", action="store_true", help="log what happens, not only what fails"
    )


def main(chosen: argparse.Namespace) -> int:
    ours = settings.load()
    logs.set_up_as(ours, chosen.verbose)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_run(ours))
    return 0


async def _run(chosen: Settings) -> None:
    stop_on_signal()
    # Whoever set something up wrongly is told before all is loaded.
    from bots.preflight import preflight

    await preflight(chosen)
    from bots.compose import compose
    from bots.voice import told

    async with compose(chosen) as app:
        announce(app)
        if app.room is not None:
            print(f"voice     {told(chosen)}", flush=True)
        settle()
        await app.run()


def settle() -> None:
    """Let the garbage collector look at what comes from now on only, and at the old half as
    often: with thousands of viewers that stops everything for a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


def announce(app: App) -> None:
    """Say where things are, and which platforms are on."""
    if app.room is None:
        print(f"status    {app.url}/readyz", flush=True)
    else:
        print(f"room      {app.url}/", flush=True)
        print(f"overlay   {app.overlay_url}  (secret; add it to OBS as a source)", flush=True)
        print(f"studio    {app.studio_url}  (secret; the room's queue and settings)", flush=True)
    if set(app.adapters) == {Platform.ROOM}:
        print(
            "platforms none configured: only the room is served. README.md says how to connect a channel.",
            flush=True,
        )
    for platform in app.adapters:
        if platform != Platform.ROOM:
            print(f"platforms {platform}: connecting", flush=True)


def stop_on_signal() -> None:
    """Let SIGTERM and SIGINT end the running task cleanly, and the process in any case."""
    task = asyncio.current_task()
    assert task is not None

    def stop() -> None:
        task.cancel()
        timer = threading.Timer(LONGEST_STOP, _leave)
        timer.daemon = True
        timer.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        # Windows has no signal handlers in its loop; Ctrl-C raises KeyboardInterrupt there.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop)


def _leave() -> None:
    """As after a crash: what is on its way is in the database, or was never accepted."""
    log.critical("the stop took too long: leaving as it is", extra={"seconds": LONGEST_STOP})
    logging.shutdown()
    os._exit(1)
