"""What is secret, encrypted at rest."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Cipher:
    """Fernet: AES-128-CBC with HMAC-SHA256, https://github.com/fernet/spec."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` are newest first: the first seals, all open. Raises ValueError for a bad one."""
        fernets = [Fernet(key) for key in keys]
        self._newest = fernets[0]
        self._all = MultiFernet(fernets)

    def seal(self, plain: bytes) -> bytes:
        """`plain` under the newest key."""
        return self._newest.encrypt(plain)

    def open(self, sealed: bytes) -> bytes | None:
        """What was sealed; None when no key fits or it was tampered with."""
        try:
            return self._all.decrypt(sealed)
        except InvalidToken:
            return None

    def resealed(self, sealed: bytes) -> bytes | None:
        """The same under the newest key; None when it is so already or no key fits."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            try:
                return self._all.rotate(sealed)
            except InvalidToken:
                return None
        return None


def new_key() -> str:
    """A key that nobody has."""
    return Fernet.generate_key().decode("ascii")
