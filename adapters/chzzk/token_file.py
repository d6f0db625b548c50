"""A token in a file that only its owner may read."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from adapters.chzzk.tokens import Token

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger(__name__)

LOOK_AGAIN = 0.05
_decode = msgspec.json.Decoder(Token).decode


class TokenFile:
    """Implements TokenStore with a file, replaced as a whole, and a lock file beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = path.with_name(path.name + ".lock")

    async def load(self) -> Token | None:
        """The token; None when there is none that can be read."""
        try:
            return _decode(await asyncio.to_thread(self._path.read_bytes))
        except FileNotFoundError:
            return None
        except msgspec.DecodeError:
            log.error("token file not readable", extra={"path": str(self._path)})
            return None

    async def save(self, token: Token) -> None:
        """Write beside, then put in place: a crash leaves the old file or the new one."""
        await asyncio.to_thread(self._write, msgspec.json.encode(token))

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """The lock goes with the process that holds it, even a killed one."""
        file = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not _locked(file):  # noqa: ASYNC110 - another process sets no event here
                await asyncio.sleep(LOOK_AGAIN)
            yield
        finally:
            os.close(file)

    def _write(self, content: bytes) -> None:
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, self._path)
        if sys.platform != "win32":  # the new name must survive a power cut too
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _locked(file: int) -> bool:
    """Lock an open file if nobody else has."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
