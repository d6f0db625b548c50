"""Requests that are answered with an error, as the page reads it."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from adapters.site import unstored
from adapters.studio.english import english
from core.channels.backstage import Busy, Gone
from core.channels.invites import TooMany
from core.channels.rights import Forbidden
from core.errors import BadInput

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refused(Exception):
    """With a message for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message

    @property
    def response(self) -> web.Response:
        said = {"message": self.message, "english": english(self.message)}
        return unstored({"error": {"code": self.code} | said}, self.status)


def answered(handler: Handler) -> Handler:
    """`handler`, whose errors are told to the page."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Exception as error:  # whatever failed, the page must be told what to do
            return _refused(error).response

    return guarded


def _refused(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, web.HTTPException) and not isinstance(
        error, web.HTTPRequestEntityTooLarge
    ):
        raise error
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return Refused(413, "too_large", "한 번에 보낼 수 있는 것보다 길어요.")
    for kind, (status, code) in CODES.items():
        if isinstance(error, kind):
            return Refused(status, code, str(error))
    log.error("studio request failed", extra={"error": type(error).__name__}, exc_info=error)
    return Refused(503, "try_again", "지금은 하지 못했어요. 잠시 뒤에 다시 해 주세요.")


# The first that fits counts.
CODES: dict[type[Exception], tuple[int, str]] = {
    Forbidden: (403, "forbidden"),
    TooMany: (429, "too_many"),
    Gone: (404, "not_found"),
    Busy: (503, "try_again"),
    BadInput: (400, "bad_input"),
}
NOT_INVITED = Refused(401, "not_invited", "초대가 맞지 않거나 끝났어요. 새 초대를 받아 주세요.")
TOO_MANY = Refused(429, "too_many", "조금만 천천히 해 주세요. 방금 것은 하지 않았어요.")
NOT_OURS = Refused(403, "csrf", "화면을 새로 고친 뒤 다시 해 주세요.")
