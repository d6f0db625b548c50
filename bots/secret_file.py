"""A secret of this installation, in a file that only its owner may read."""

import os
import secrets
from pathlib import Path

from core.errors import ConfigError

LENGTH = 16


def kept_secret(path: Path) -> bytes:
    """The random bytes in `path`, made on first use.

    A spoilt file is replaced: that only costs old links and cookies. Raises ConfigError
    when the file cannot be read or put there.
    """
    try:
        kept = _read(path)
        if len(kept) >= LENGTH:
            return kept
        fresh = secrets.token_bytes(LENGTH)
        _replace(path, fresh.hex().encode())
    except OSError as error:
        raise ConfigError(
            "LOVELM_DATA_DIR",
            f"{path} cannot be used as a key file ({error.strerror})",
            f"let this user read and write it, or move it away: mv {path} {path}.broken",
        ) from error
    return fresh


def _read(path: Path) -> bytes:
    """What is kept in `path`; nothing when there is none, or none that can be understood."""
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except (FileNotFoundError, ValueError):
        return b""


def _replace(path: Path, content: bytes) -> None:
    """Write beside, then put in place: a crash leaves the old file or the new one."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(fresh, path)
