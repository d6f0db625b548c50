"""Emotes that an overlay may show: pictures from the platforms' own hosts, a few at a time."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from core.events import Emote

# Where each platform serves its emotes. The overlay's content policy names the same hosts.
HOSTS = (
    "static-cdn.jtvnw.net",  # Twitch
    "cdn.discordapp.com",  # Discord
    "ssl.pstatic.net",  # Chzzk
    "nng-phinf.pstatic.net",  # Chzzk, channels' own
)
MOST = 5
LONGEST_NAME, LONGEST_URL = 60, 300


def allowed(url: str) -> bool:
    """Whether the overlay may load a picture from `url`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = parts.username is None and port is None and url.isascii() and url.isprintable()
    return plain and parts.scheme == "https" and parts.hostname in HOSTS and len(url) <= LONGEST_URL


def kept(emotes: Iterable[Emote]) -> tuple[Emote, ...]:
    """The first MOST different emotes from allowed hosts, their names shortened."""
    found: dict[str, Emote] = {}
    for emote in emotes:
        if len(found) == MOST:
            break
        if allowed(emote.url):
            found.setdefault(emote.url, Emote(emote.name[:LONGEST_NAME], emote.url))
    return tuple(found.values())
