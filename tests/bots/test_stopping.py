"""A stop ends, whatever does not."""

import asyncio
import signal
import sys

STUCK = """
import asyncio, threading
from bots.commands import run
run.LONGEST_STOP = 0.2

async def main():
    run.stop_on_signal()
    print("up", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        threading.Event().wait()

asyncio.run(main())
"""


async def test_a_stop_that_is_stuck_ends_as_a_crash_would() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STUCK, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"up\n"
    process.send_signal(signal.SIGTERM)
    _, told = await process.communicate()
    assert process.returncode == 1
    assert "the stop took too long" in told.decode()
