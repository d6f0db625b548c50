"""`/metrics`: for this machine's own Prometheus, or for who knows the token."""

import hmac
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from adapters.site import is_loopback

# What a proxy adds: behind one every visitor's address is the proxy's.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


class MetricsPage:
    """Without a token only this machine may read, and only where no public address is set, since
    a proxy that serves one asks from this machine too."""

    def __init__(
        self,
        registry: CollectorRegistry,
        token: str,
        public: bool,
        refresh: Callable[[], Awaitable[None]],
    ) -> None:
        """`refresh` brings up to date what cannot be read at once; bounded in time."""
        self._registry = registry
        self._token = token.encode()
        self._public = public
        self._refresh = refresh

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/metrics", self._metrics)]

    async def _metrics(self, request: web.Request) -> web.Response:
        why = self._refused(request)
        if why:
            raise web.HTTPForbidden(text=f"{why}\n")
        await self._refresh()
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        headers = {"Content-Type": content_type, "Cache-Control": "no-store"}
        return web.Response(body=encode(self._registry), headers=headers)

    def _refused(self, request: web.Request) -> str:
        """Why `request` may not see them; "" when it may."""
        if self._token:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            fits = hmac.compare_digest(token.strip().encode(errors="surrogateescape"), self._token)
            return "" if fits and kind.lower() == "bearer" else WRONG
        if self._public or not _from_here(request):
            return LOCAL
        return ""


def _from_here(request: web.Request) -> bool:
    """Whether it comes from this machine and through no proxy."""
    try:
        near = ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
    return near and is_loopback(request.host) and not any(h in request.headers for h in FORWARDED)


WRONG = "send Authorization: Bearer and the value of LOVELM_METRICS_TOKEN"
LOCAL = (
    "metrics are for this machine alone, and for nobody where LOVELM_PUBLIC_URL is set; "
    "set LOVELM_METRICS_TOKEN and send it as Authorization: Bearer"
)
