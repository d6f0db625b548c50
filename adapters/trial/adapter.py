"""The survey's page and its answers."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from adapters.site import unstored
from core.errors import BadInput
from core.gate.cooldown import Cooldown
from core.movies.korean_genres import korean
from core.movies.rank import Pick
from core.movies.survey import GENRES, INTENTS, MOODS, Survey
from core.pipeline.films import card
from core.ports import Clock

STATIC = Path(__file__).parent / "static"
# For everybody together: behind a proxy all come from one address, and an answer costs a few ms.
BURST, EVERY = 30, 0.1
_decode = msgspec.json.Decoder(Survey).decode


class Trial:
    """Nothing is stored: what was shown travels with the request."""

    def __init__(
        self,
        films: Callable[[Survey], Iterable[Pick]],
        posters: bool = False,
        clock: Clock = time.time,
    ) -> None:
        """`posters`: cards name the addresses of TMDB's pictures."""
        self._films = films
        self._posters = posters
        self._clock = clock
        self._pace = Cooldown(BURST, EVERY)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/try", self._page),
            web.get("/try/choices", self._choices),
            web.post("/try/films", self._answer),
            web.static("/try/static", STATIC),
        ]

    async def _page(self, _: web.Request) -> web.StreamResponse:
        page = (STATIC / "index.html").read_bytes()
        return web.Response(body=page, content_type="text/html", charset="utf-8")

    async def _choices(self, _: web.Request) -> web.StreamResponse:
        return unstored({"moods": MOODS, "genres": GENRES, "intents": _named(INTENTS)})

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if not self._pace.allows("", self._clock()):
            return unstored({"error": "지금 고르는 분이 많아요. 잠시 뒤에 다시 눌러 주세요."}, 429)
        try:
            survey = _decode(await request.read())
        except BadInput as error:
            return unstored({"error": str(error)}, 400)
        except (msgspec.DecodeError, UnicodeError):  # no page of ours sends that
            return unstored({"error": "읽을 수 없는 요청이에요."}, 400)
        return unstored({"films": [_shown(pick, self._posters) for pick in self._films(survey)]})


def _shown(pick: Pick, posters: bool) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(card(pick, poster=posters))
    return shown | {"genres": [korean(genre) for genre in pick.film.genres]}


def _named(intents: Any) -> list[dict[str, Any]]:
    """JSON has no null keys."""
    return [{"value": value, "label": label} for value, label in intents.items()]
