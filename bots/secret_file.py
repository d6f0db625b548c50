"""A secret of this installation, in a file that only its owner may read."""

import secrets
from pathlib import Path

from core.errors import ConfigError
from core.files import put

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
        put(path, fresh.hex().encode())
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
