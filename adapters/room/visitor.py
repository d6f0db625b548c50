"""Who a browser is: an id in a signed cookie, a name that is only shown."""

import re
import secrets

from aiohttp import web
from itsdangerous import BadSignature, Signer

from core.events import Viewer

COOKIE = "lovelm_viewer"
A_YEAR = 365 * 86_400
LONGEST_NAME = 20

_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


class Visitors:
    """Issues and checks viewer ids; nobody can choose one, or take another's."""

    def __init__(self, secret: bytes) -> None:
        self._signer = Signer(secret, salt="room viewer")

    def id_of(self, request: web.Request) -> str | None:
        """The id in a valid cookie."""
        try:
            return self._signer.unsign(request.cookies.get(COOKIE, "")).decode()
        except (BadSignature, UnicodeDecodeError):
            return None

    def issue(self, response: web.StreamResponse, secure: bool) -> str:
        """A new id, with its cookie set on `response`."""
        viewer = f"room:{secrets.token_hex(8)}"
        response.set_cookie(
            COOKIE,
            self._signer.sign(viewer).decode(),
            max_age=A_YEAR,
            httponly=True,
            samesite="Strict",
            secure=secure,
        )
        return viewer


def shown_name(asked: str) -> str:
    """`asked` without what cannot be seen, short; a guest's name when nothing is left."""
    name = " ".join(_UNSEEN.sub("", asked).split())[:LONGEST_NAME].strip()
    return name or f"손님{secrets.randbelow(9000) + 1000}"


def viewer(id: str, asked: str) -> Viewer:
    """A visitor of the room; everybody there has no role."""
    return Viewer(id, shown_name(asked))


def visible(text: str) -> str:
    """`text` without control and direction characters, on one line."""
    return " ".join(_UNSEEN.sub(" ", text).split())
