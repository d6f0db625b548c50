"""One process at a time on a data folder."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import ConfigError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "lovelm.lock"
# Windows hides a locked byte from other readers, so it lies far behind the process id.
LOCKED_BYTE = 1 << 20
TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


@contextmanager
def data_lock(folder: Path) -> Iterator[None]:
    """Hold `folder` until left.

    The lock is the system's and goes with the process that holds it, even a killed one; the
    file stays. Raises ConfigError naming the process that holds the folder.
    """
    path = folder / NAME
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        try:
            _lock(file)
        except OSError as error:
            if error.errno in TAKEN:
                raise _held(folder, file) from error
            raise _unusable(path, error) from error
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(file)


def _lock(file: int) -> None:
    if sys.platform == "win32":
        os.lseek(file, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _held(folder: Path, file: int) -> ConfigError:
    os.lseek(file, 0, os.SEEK_SET)
    pid = os.read(file, 32).decode("ascii", "replace").strip()
    return ConfigError(
        "LOVELM_DATA_DIR",
        f"{folder} is in use by another LoveLM" + (f", process {pid}" if pid else ""),
        "stop that process, or give this one a folder of its own: LOVELM_DATA_DIR=~/lovelm-two",
    )


def _unusable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        "LOVELM_DATA_DIR",
        f"{path} cannot be locked ({error.strerror})",
        "choose a folder on a local disk that you may write to",
    )
