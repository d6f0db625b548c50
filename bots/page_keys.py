"""What the secret addresses of pages are made from."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bots.secret_file import kept_secret
from bots.settings import Settings
from core.errors import ConfigError

KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class PageKeys:
    room: bytes
    overlay: bytes
    hook: bytes
    studio: bytes
    deck: bytes


def page_keys(settings: Settings, folder: Path) -> PageKeys:
    """From the setting, by HMAC-SHA-256 (RFC 2104), or else from files in `folder`."""
    secret = settings.page_key.get_secret_value()
    if settings.shared and not secret:
        raise ConfigError(
            "LOVELM_PAGE_KEY",
            "is missing although LOVELM_REDIS_URL is set: all processes make the same addresses",
            'set it, the same for all: python -c "import secrets; print(secrets.token_hex(16))"',
        )
    if settings.shared and not settings.secret_keys:
        raise ConfigError(
            "LOVELM_SECRET_KEYS",
            "is missing although LOVELM_REDIS_URL is set: all processes read the same consents",
            "set it, the same for all; docs/platforms.md tells how a key is made",
        )

    def key(page: str) -> bytes:
        if not secret:
            return kept_secret(folder / f"{page}.key")
        return hmac.new(secret.encode(), page.encode(), sha256).digest()[:KEY_BYTES]

    return PageKeys(*map(key, ("room", "overlay", "hook", "studio", "deck")))
