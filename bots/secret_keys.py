"""The keys that credentials are sealed with: kept outside the database."""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from bots.settings import Settings
from core.errors import ConfigError
from storage.cipher import Cipher, new_key

NAME = "secret.key"
KEYS = "LOVELM_SECRET_KEYS"
MAKE = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'


def cipher(settings: Settings, folder: Path) -> Cipher:
    """Seals with the newest of LOVELM_SECRET_KEYS, or with the key file in `folder`, which is
    made on first use; a key file goes on opening what it sealed. Raises ConfigError."""
    named = [key.get_secret_value() for key in settings.secret_keys]
    path = folder / NAME
    try:
        kept = _kept(path)
        if not named and not kept:
            kept = _made(path)
    except OSError as error:
        raise ConfigError(
            "LOVELM_DATA_DIR",
            f"{path} cannot be used as a key file ({error.strerror})",
            "let this user read and write it",
        ) from error
    _checked(KEYS, named, f"make a key with: {MAKE}")
    _checked(
        str(path), kept, f"restore it, or move it away and connect again: mv {path} {path}.broken"
    )
    return Cipher([*named, *kept])


def _kept(path: Path) -> list[str]:
    """The keys in the file, newest first, one a line; none when there is no file."""
    try:
        keys = path.read_text("ascii", errors="replace").split()
    except FileNotFoundError:
        return []
    if sys.platform != "win32":
        path.chmod(0o600)
    # An empty file is a spoilt one: another key in its place would open nothing.
    return keys or [""]


def _made(path: Path) -> list[str]:
    """A new key in the file, put there whole; that of another process if it was faster."""
    file, fresh = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # mode 0600
    try:
        with os.fdopen(file, "w", encoding="ascii") as out:
            out.write(new_key() + "\n")
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # unlike a rename, it never replaces a key
    finally:
        os.unlink(fresh)
    return _kept(path)


def _checked(where: str, keys: list[str], fix: str) -> None:
    for key in keys:
        try:
            Cipher([key])
        except ValueError:
            raise ConfigError(where, "holds what is no key (32 bytes in base64)", fix) from None
