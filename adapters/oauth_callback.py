"""Where a consent page sends its visitor back to: one address, on this machine, used once."""

import asyncio
import contextlib
import errno
import html
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.site import HEADERS, LOOPBACK
from core.errors import AuthExpired, ConfigError

WITHIN = 300.0
# How long the visitor's page waits to hear what came of the code.
TOLD_WITHIN = 45.0
LONGEST = 2_000
PATH = "/callback"


class Callback:
    """One consent that is waited for. `url` is what the platform must send the visitor to."""

    def __init__(self) -> None:
        self.url = ""
        self.state = secrets.token_urlsafe(32)
        loop = asyncio.get_running_loop()
        self._code: asyncio.Future[str] = loop.create_future()
        self._told: asyncio.Future[tuple[bool, str]] = loop.create_future()

    async def code(self, within: float = WITHIN) -> str:
        """The code. Raises AuthExpired when the visitor refused or `within` seconds are over."""
        try:
            async with asyncio.timeout(within):
                return await asyncio.shield(self._code)
        except TimeoutError:
            raise AuthExpired(f"nobody consented within {within / 60:.0f} minutes") from None

    def tell(self, good: bool, text: str) -> None:
        """What came of it, in Korean, for the visitor's page."""
        if not self._told.done():
            self._told.set_result((good, text))

    async def handle(self, request: web.Request) -> web.Response:
        """The visitor's return."""
        given = request.query.get("state", "")
        if not secrets.compare_digest(given.encode(), self.state.encode()):
            return _page(False, STRANGER, 400)
        if self._code.done():
            return _page(False, "이미 사용한 주소예요. 터미널에서 다시 시작해 주세요.", 410)
        code = request.query.get("code", "")
        if 0 < len(code) <= LONGEST:
            self._code.set_result(code)
            return await self._outcome()
        why = request.query.get("error", "no code came back")[:80]
        self._code.set_exception(AuthExpired(f"the consent was not given ({why})"))
        return _page(False, "동의하지 않아서 연결하지 않았어요. 이 창은 닫아도 돼요.", 200)

    async def _outcome(self) -> web.Response:
        try:
            async with asyncio.timeout(TOLD_WITHIN):
                good, text = await asyncio.shield(self._told)
        except TimeoutError:
            good, text = False, "결과를 아직 알 수 없어요. 터미널을 확인해 주세요."
        return _page(good, text, 200)

    def close(self) -> None:
        """Nobody waits any more."""
        self.tell(False, "연결을 그만두었어요. 터미널에서 다시 시작해 주세요.")
        if not self._code.done():
            self._code.cancel()
        elif not self._code.cancelled():
            self._code.exception()  # whoever left early need not hear of it


@asynccontextmanager
async def listening(port: int) -> AsyncIterator[Callback]:
    """A callback on the loopback's `port` until left. Raises ConfigError for a taken port."""
    callback = Callback()
    app = web.Application(middlewares=[_guard], client_max_size=1024)
    app.add_routes([web.get(PATH, callback.handle, allow_head=False)])
    app.on_response_prepare.append(_headers)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0, handle_signals=False)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
        except OSError as error:
            raise _not_bound(port, error) from error
        bound = runner.addresses[0][1]
        # A browser may try ::1 first for "localhost"; where there is none it takes the other.
        with contextlib.suppress(OSError):
            await web.TCPSite(runner, "::1", bound, reuse_address=True).start()
        callback.url = redirect_url(bound)
        yield callback
    finally:
        callback.close()
        await runner.cleanup()


def redirect_url(port: int) -> str:
    """What must be registered with the application: Twitch takes plain http for this name only."""
    return f"http://localhost:{port}{PATH}"


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses foreign Host: a page of somebody else's that resolves to this machine."""
    host = request.host.lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name not in LOOPBACK:
        raise web.HTTPForbidden(text="unknown host\n")
    return await handler(request)


async def _headers(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in (HEADERS | {"Cache-Control": "no-store"}).items():
        response.headers.setdefault(name, value)


def _page(good: bool, text: str, status: int) -> web.Response:
    title = "연결됐어요" if good else "연결되지 않았어요"
    body = PAGE.format(title=title, text=html.escape(text))
    return web.Response(text=body, status=status, content_type="text/html")


def _not_bound(port: int, error: OSError) -> ConfigError:
    why = "is taken by another program" if error.errno == errno.EADDRINUSE else error.strerror
    return ConfigError(
        "LOVELM_OAUTH_PORT",
        f"port {port} {why}",
        f"stop that program, or set another port and register {redirect_url(port + 1)} instead",
    )


STRANGER = "이 연결을 시작한 주소가 아니에요. 터미널에 나온 주소로 다시 열어 주세요."
PAGE = """<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} · 러블름</title>
<h1>{title}</h1>
<p>{text}</p>
</html>
"""
