"""What people write for a channel: a login, an id, an address or the name it shows."""

import re
from urllib.parse import unquote, urlsplit

_LOGIN = re.compile(r"[a-z0-9_]{1,25}", re.ASCII)
_HOSTS = ("twitch.tv/", "www.twitch.tv/", "m.twitch.tv/")


def name_of(written: str) -> str:
    """The login, id or shown name in `written`, in lower case."""
    name = written.strip().lower()
    address = name if "//" in name else f"//{name}"
    if "//" in name or name.startswith(_HOSTS):
        try:
            path = unquote(urlsplit(address).path).strip("/").split("/")
        except ValueError:
            return name
        # Twitch's pages for streamers and for chat windows put something before the name.
        name = path[1] if path[0] in ("u", "popout", "moderator") and path[1:] else path[0]
    return name.removeprefix("@")


def is_login(name: str) -> bool:
    """Whether Twitch lets an account have this login; an id looks like one too."""
    return _LOGIN.fullmatch(name) is not None


def is_id(name: str) -> bool:
    return name.isascii() and name.isdecimal()
