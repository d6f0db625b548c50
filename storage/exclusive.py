"""A lock that one holds at a time, in this process or another."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOOK_AGAIN = 0.05


@asynccontextmanager
async def exclusive(path: Path) -> AsyncIterator[None]:
    """Hold the lock file `path` until left; it goes with its process, even a killed one."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _locked(file):  # noqa: ASYNC110 - another process sets no event here
            await asyncio.sleep(LOOK_AGAIN)
        yield
    finally:
        os.close(file)


def _locked(file: int) -> bool:
    """Lock an open file if nobody else has. Raises OSError where files cannot be locked."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # Linux's and Windows' words for "taken"
        return False
    return True
