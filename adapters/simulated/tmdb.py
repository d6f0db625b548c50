"""A local TMDB: films that do not exist, lists of them, what changed, and who shows them.

Shapes after https://developer.themoviedb.org/reference.
"""

import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.simulated import tmdb_shapes as shapes
from adapters.simulated.loopback import loopback
from adapters.simulated.tmdb_shapes import Shape

PER_PAGE = 20


@dataclass
class SimulatedTmdb:
    """Knows `films` by id and one key of each kind."""

    api_key: str = "0123456789abcdef" * 2
    token: str = "read.access.token"
    films: dict[int, Shape] = field(default_factory=dict)
    changed: list[int] = field(default_factory=list)
    url: str = ""
    # Requests by path, refused ones too.
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, ids: Iterable[int], **changes: Any) -> None:
        """Know these films."""
        self.films |= {id: shapes.film(id, **changes) for id in ids}

    def settings(self) -> dict[str, str]:
        """The environment that points LoveLM here."""
        return {"LOVELM_TMDB_URL": self.url, "LOVELM_TMDB_KEY": self.api_key}

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[Self]:
        """Serve on the loopback until left; `url` is the address."""
        async with loopback(self.application(), port) as at:
            self.url = f"http://{at}/3"
            yield self

    def application(self) -> web.Application:
        """Every address of TMDB's that is used."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/3/discover/movie", self.discover),
                web.get("/3/movie/changes", self.changes),
                web.get("/3/movie/{id:[0-9]+}", self.film),
                web.get("/3/watch/providers/movie", self.services),
            ]
        )
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked[request.path] += 1
        given = request.query.get("api_key"), request.headers.get("Authorization")
        if self.api_key != given[0] and f"Bearer {self.token}" != given[1]:
            return web.json_response(shapes.INVALID_KEY, status=401)
        return await handler(request)

    async def discover(self, request: web.Request) -> web.Response:
        """Most votes first; of the filters, the language counts."""
        language = request.query.get("with_original_language")
        found = [
            {"id": film["id"], "adult": film["adult"], "title": film["title"]}
            for film in sorted(self.films.values(), key=lambda film: -film["vote_count"])
            if language in (None, film["original_language"]) and not film["adult"]
        ]
        return _page(found, request)

    async def changes(self, request: web.Request) -> web.Response:
        return _page([{"id": id, "adult": False} for id in self.changed], request)

    async def film(self, request: web.Request) -> web.Response:
        film = self.films.get(int(request.match_info["id"]))
        if film is None:
            return web.json_response(shapes.NOT_FOUND, status=404)
        appended = request.query.get("append_to_response", "").split(",")
        told = {
            part: value for part, value in film.items() if part not in EXTRAS or part in appended
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, content_type="application/json", headers={"ETag": etag})

    async def services(self, request: web.Request) -> web.Response:
        rows = [{"provider_id": id, "provider_name": name} for id, name in shapes.SERVICES]
        return web.json_response({"results": rows if "watch_region" in request.query else []})


def _page(found: list[Shape], request: web.Request) -> web.Response:
    page = int(request.query.get("page", "1"))
    pages = max(1, -(-len(found) // PER_PAGE))
    rows = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return web.json_response(shapes.listed(rows, page, pages, len(found)))


EXTRAS = ("keywords", "credits", "release_dates", "watch/providers", "recommendations", "similar")
