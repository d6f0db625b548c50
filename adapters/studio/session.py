"""Who a browser is in the studio: an invitation in a signed cookie, and what its forms carry."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from aiohttp import web
from itsdangerous import BadSignature, TimestampSigner

COOKIE = "lovelm_studio"
PATH = "/studio"
LIVES = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Session:
    """A browser's, by the id of its invitation; `csrf` is in every request that changes anything."""

    invite: str
    csrf: str


class Sessions:
    """Nothing is kept here: what is signed counts while its invitation does."""

    def __init__(self, secret: bytes, secure: bool) -> None:
        """`secure`: browsers reach the studio by https."""
        self._signer = TimestampSigner(secret, salt="studio session", digest_method=sha256)
        self._secret = secret
        self._secure = secure

    def of(self, request: web.BaseRequest) -> Session | None:
        """The session of a valid cookie."""
        cookie = request.cookies.get(COOKIE, "")
        try:
            invite, _, _ = self._signer.unsign(cookie, max_age=LIVES).decode().partition(".")
        except (BadSignature, UnicodeError):
            return None
        return Session(invite, self._csrf(cookie))

    def begin(self, response: web.StreamResponse, invite: str, secure: bool) -> Session:
        """A new one, its cookie set on `response`."""
        cookie = self._signer.sign(f"{invite}.{secrets.token_hex(8)}").decode()
        response.set_cookie(
            COOKIE,
            cookie,
            path=PATH,
            max_age=LIVES,
            httponly=True,
            samesite="Strict",
            secure=secure or self._secure,
        )
        return Session(invite, self._csrf(cookie))

    def end(self, response: web.StreamResponse) -> None:
        """Let the browser forget it."""
        response.del_cookie(COOKIE, path=PATH)

    def _csrf(self, cookie: str) -> str:
        return hmac.new(self._secret, f"csrf {cookie}".encode(), sha256).hexdigest()[:32]


def proven(session: Session, request: web.BaseRequest) -> bool:
    """Whether the request was made by the studio's own page."""
    given = request.headers.get("X-CSRF", "").encode("utf-8", "replace")
    return hmac.compare_digest(given, session.csrf.encode())


def own_origin(request: web.BaseRequest) -> bool:
    """Whether a browser says that a page of this very host asks."""
    origin = request.headers.get("Origin", "").lower()
    return origin in {f"{scheme}://{request.host.lower()}" for scheme in ("http", "https")}
