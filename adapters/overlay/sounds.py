"""Sound files under secret addresses that expire."""

import secrets
from collections import OrderedDict

from core.ports import Clock

LIVES = 120.0
HELD = 32


class Sounds:
    """Holds recent sounds; an address is 128 random bits and good for LIVES seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def put(self, wav: bytes) -> str:
        """Keep `wav`; its secret."""
        secret = secrets.token_urlsafe(16)
        self._held[secret] = (self._clock() + LIVES, wav)
        if len(self._held) > HELD:
            self._held.popitem(last=False)
        return secret

    def get(self, secret: str) -> bytes | None:
        """The sound; None when the secret is unknown or expired."""
        until, wav = self._held.get(secret, (0.0, b""))
        if until <= self._clock():
            self._held.pop(secret, None)
            return None
        return wav
