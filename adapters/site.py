"""The web server: one listener, the same guards before every page."""

import errno
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from core.correlation import REQUEST
from core.errors import ConfigError
from core.pipeline.films import POSTER_HOST
from core.show.emotes import HOSTS

Ready = Callable[[], Awaitable[dict[str, str]]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self' {' '.join(f'https://{host}' for host in (*HOSTS, POSTER_HOST))}; "
        "connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What the pages of viewers share: colours, type, film cards.
LOOK = Path(__file__).parent / "look"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
LARGEST_BODY = 64 * 1024
# Asked by those who know no name of ours: probes by address, Prometheus by a service's name.
PROBES = ("/livez", "/readyz", "/metrics")
# Never at the public address.
PRIVATE = "/studio"
# Seconds that the event loop may be late; past them it is stuck, and a restart mends it.
STUCK = 2.0


@asynccontextmanager
async def serve(
    bind: str,
    port: int,
    public_url: str,
    routes: Iterable[web.AbstractRouteDef],
    ready: Ready,
    lag: Callable[[], float] = lambda: 0.0,
) -> AsyncIterator[str]:
    """Serve `routes` until left; yields the address. Raises ConfigError for a taken port.

    `lag` is how late the event loop is, in seconds.
    """
    guards = [_numbered, _guard(bind, public_url)]
    app = web.Application(middlewares=guards, client_max_size=LARGEST_BODY)
    app.add_routes(routes)
    app.add_routes(
        [
            web.get("/livez", _livez(lag)),
            web.get("/readyz", _readyz(ready)),
            web.static("/look", LOOK),
        ]
    )
    app.on_response_prepare.append(_headers)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0, handle_signals=False)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, bind, port, reuse_address=True).start()
        except OSError as error:
            raise _not_bound(bind, port, error) from error
        yield f"http://{_shown_host(bind)}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def unstored(what: object, status: int = 200) -> web.Response:
    """`what` as JSON that no cache keeps."""
    return web.Response(
        body=msgspec.json.encode(what),
        status=status,
        content_type="application/json",
        charset="utf-8",
        headers=UNSTORED,
    )


def free(bind: str, port: int) -> None:
    """Raises ConfigError where `serve` would."""
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
            probe.listen()
        except OSError as error:
            raise _not_bound(bind, port, error) from error


def _not_bound(bind: str, port: int, error: OSError) -> ConfigError:
    if error.errno == errno.EADDRINUSE:
        return ConfigError(
            "PORT",
            f"port {port} is taken by another program",
            f"stop that program or choose another port: PORT={port + 1 if port < 65535 else 8080} make run",
        )
    if error.errno == errno.EACCES:
        return ConfigError("PORT", f"port {port} needs more rights", "choose a port above 1023")
    return ConfigError(
        "LOVELM_BIND", f"{bind} is no address of this machine", "use 127.0.0.1, or 0.0.0.0 for all"
    )


def _shown_host(bind: str) -> str:
    if bind in ("0.0.0.0", ""):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{'::1' if bind == '::' else bind}]" if ":" in bind else bind


@web.middleware
async def _numbered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives what is logged about a request a name of its own."""
    REQUEST.set(secrets.token_hex(4))
    return await handler(request)


def is_loopback(netloc: str) -> bool:
    """Whether a Host header names this machine as only this machine calls it."""
    return _host(netloc) in LOOPBACK


def _host(netloc: str) -> str:
    netloc = netloc.lower()
    return netloc if netloc.endswith("]") else netloc.rpartition(":")[0] or netloc


def _guard(bind: str, public_url: str) -> Middleware:
    """Refuses foreign Host (DNS rebinding) and, where a browser sends one, foreign Origin."""
    public = urlsplit(public_url).netloc.lower()
    hosts = {*LOOPBACK, bind.lower()}

    def ours(netloc: str) -> bool:
        return _host(netloc) in hosts or (bool(public) and netloc.lower() == public)

    def hidden(request: web.Request) -> bool:
        """Whether that is for those who run the stream, and everybody may knock here."""
        reached = request.host.lower() == public and not is_loopback(public)
        return reached and request.path.startswith(PRIVATE)

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if hidden(request):
            raise web.HTTPNotFound
        if request.path not in PROBES and not ours(request.host):
            raise web.HTTPForbidden(text="unknown host; set LOVELM_PUBLIC_URL to this address\n")
        origin = request.headers.get("Origin")
        if origin is not None and not _same_site(origin, request.host, public):
            raise web.HTTPForbidden(text="foreign origin\n")
        return await handler(request)

    return guard


def _same_site(origin: str, host: str, public: str) -> bool:
    try:
        netloc = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return netloc == host.lower() or (bool(public) and netloc == public)


async def _headers(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("X-Request-Id", REQUEST.get())


def _livez(lag: Callable[[], float]) -> Handler:
    async def livez(_: web.Request) -> web.Response:
        late = lag()
        alive = late < STUCK
        state = {"alive": alive, "lag_s": round(late, 3)}
        return web.json_response(state, status=200 if alive else 503, headers=UNSTORED)

    return livez


def _readyz(ready: Ready) -> Handler:
    async def readyz(_: web.Request) -> web.Response:
        parts = await ready()
        ok = all(state == "ok" for state in parts.values())
        return web.json_response(
            {"ready": ok, "parts": parts}, status=200 if ok else 503, headers=UNSTORED
        )

    return readyz


UNSTORED = {"Cache-Control": "no-store"}
