"""Secret addresses of one channel: who holds one may do one thing there, until it is renewed."""

import hmac
from collections.abc import Callable
from hashlib import sha256

from core.labels import Platform

LENGTH = 32


class ChannelKeys:
    """Tokens that name their channel and prove, by HMAC-SHA-256 cut to 128 bits (RFC 2104),
    that this installation made them. Nothing is stored but how often each was renewed."""

    def __init__(self, secret: bytes, renewed: Callable[[Platform, str], int]) -> None:
        """`renewed(platform, channel)` counts the renewals: an older token is none."""
        self._secret = secret
        self._renewed = renewed

    def token(self, platform: Platform, channel: str) -> str:
        """The channel's token as it is now."""
        return f"{platform}.{channel}.{self._proof(platform, channel)}"

    def channel(self, token: str) -> tuple[Platform, str] | None:
        """The channel that `token` is for; None for one that is forged or renewed since."""
        named, _, proof = token.rpartition(".")
        name, _, channel = named.partition(".")
        if name not in Platform.__members__.values() or not channel:
            return None
        platform = Platform(name)
        good = self._proof(platform, channel).encode()
        known = hmac.compare_digest(proof.encode("utf-8", "replace"), good)
        return (platform, channel) if known else None

    def _proof(self, platform: Platform, channel: str) -> str:
        about = f"{platform}/{channel}/{self._renewed(platform, channel)}"
        return hmac.new(self._secret, about.encode(), sha256).hexdigest()[:LENGTH]
