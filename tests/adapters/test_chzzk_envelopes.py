"""Chzzk's REST answers, in every form that still says yes: what was done is done once."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from adapters.chzzk.api import OpenApi
from core.errors import AuthExpired, Disconnected, SendUnknown
from tests.conftest import FakeClock, until
from tests.servers.chzzk import ME, SEND, TOKEN, FaultyChzzk, Handler, refusal
from tests.servers.chzzk_stage import answer, running
from tests.servers.grants import KeptGrant

pytestmark = pytest.mark.usefixtures("hurried_chzzk")

Rewrite = Callable[[web.Request, web.Response], web.Response]


@dataclass
class Rewriting(FaultyChzzk):
    """Answers every request as `rewrite` has it, below `prefix`."""

    rewrite: Rewrite = lambda _, response: response
    prefix: str = ""

    def application(self) -> web.Application:
        app = super().application()
        app.middlewares.insert(0, self._rewritten)
        if not self.prefix:
            return app
        whole = web.Application()
        whole.add_subapp(self.prefix, app)
        return whole

    @web.middleware
    async def _rewritten(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        spoken = isinstance(response, web.Response) and response.content_type == "application/json"
        return self.rewrite(request, response) if spoken else response  # type: ignore[arg-type]

    def settings(self) -> dict[str, str]:
        ours = super().settings()
        return ours | {"LOVELM_CHZZK_API_URL": ours["LOVELM_CHZZK_API_URL"] + self.prefix}


def body(response: web.Response) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.body)  # type: ignore[arg-type]
    return found


def changed(response: web.Response, **about: Any) -> web.Response:
    """The same answer with other fields; a field of None is left out."""
    fields = {name: value for name, value in (body(response) | about).items() if value is not None}
    return web.json_response(fields, status=response.status)


def no_message(_: web.Request, response: web.Response) -> web.Response:
    return changed(response, message=None)


def no_empty_content(_: web.Request, response: web.Response) -> web.Response:
    return changed(response)


def code_in_words(_: web.Request, response: web.Response) -> web.Response:
    return changed(response, code=str(body(response)["code"]))


def no_code(_: web.Request, response: web.Response) -> web.Response:
    return changed(response, code=None)


def created(_: web.Request, response: web.Response) -> web.Response:
    if response.status != 200:
        return response
    return web.json_response(body(response) | {"code": 201}, status=201)


def no_content(request: web.Request, response: web.Response) -> web.Response:
    return web.Response(status=204) if "subscribe" in request.path else response


def empty(request: web.Request, response: web.Response) -> web.Response:
    return web.Response() if "subscribe" in request.path else response


def plain_text(_: web.Request, response: web.Response) -> web.Response:
    return web.Response(body=response.body, status=response.status, content_type="text/plain")


def number_for_an_id(request: web.Request, response: web.Response) -> web.Response:
    return changed(response, content={"messageId": 12_345}) if request.path == SEND else response


@asynccontextmanager
async def opened(chzzk: FaultyChzzk, clock: FakeClock) -> AsyncIterator[OpenApi]:
    where = chzzk.settings()
    async with OpenApi(
        chzzk.client_id, chzzk.client_secret, chzzk.refresh_token, KeptGrant(),
        where["LOVELM_CHZZK_API_URL"], chzzk.url, clock,
    ) as api:  # fmt: skip
        yield api


REWRITES = (
    no_message,
    no_empty_content,
    code_in_words,
    no_code,
    created,
    no_content,
    empty,
    plain_text,
    number_for_an_id,
)


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
async def test_every_yes_is_heard_and_spoken_by(clock: FakeClock, rewrite: Rewrite) -> None:
    async with Rewriting(rewrite=rewrite).serve() as chzzk, running(chzzk, clock) as stage:
        await until(lambda: stage.adapter.connected)
        await stage.answers()
        assert chzzk.requests.count(SEND) == 1
        assert chzzk.tokens_given == chzzk.requests.count(TOKEN) == 1, "single-use tokens"


async def test_an_address_may_have_a_path(clock: FakeClock) -> None:
    async with Rewriting(prefix="/chzzk").serve() as chzzk, opened(chzzk, clock) as api:
        assert await api.me() == (chzzk.channel, chzzk.name)
        await api.say("여기예요")
        assert chzzk.said == ["여기예요"]


async def test_an_answer_that_is_not_to_be_read_is_an_answer_all_the_same(
    clock: FakeClock,
) -> None:
    async with FaultyChzzk().serve() as chzzk, opened(chzzk, clock) as api:
        await api.me()
        chzzk.refusals[SEND].append(web.json_response({"code": 200, "content": {"messageId": []}}))
        await api.say("한 번만")
        assert chzzk.requests.count(SEND) == 1


@pytest.mark.parametrize("code", ["no number", [], {}])
async def test_a_code_that_is_none_is_no_yes(clock: FakeClock, code: Any) -> None:
    async with FaultyChzzk().serve() as chzzk, opened(chzzk, clock) as api:
        chzzk.refusals[ME].append(web.json_response({"code": code, "content": None}))
        with pytest.raises(Disconnected):
            await api.me()
        chzzk.refusals[SEND].append(web.json_response({"code": code}))
        with pytest.raises(SendUnknown):
            await api.say("갔을까요")
        assert chzzk.requests.count(SEND) == 1


async def test_a_code_in_words_refuses_as_a_number_does(clock: FakeClock) -> None:
    async with FaultyChzzk().serve() as chzzk, opened(chzzk, clock) as api:
        for _ in range(2):
            chzzk.refusals[ME].append(web.json_response({"code": "401", "message": "x"}))
        with pytest.raises(AuthExpired):
            await api.me()


@pytest.mark.parametrize("pause", ["inf", "1e999", "86400"])
async def test_no_pause_closes_the_chat_for_ever(clock: FakeClock, pause: str) -> None:
    async with FaultyChzzk().serve() as chzzk, running(chzzk, clock) as stage:
        await until(lambda: stage.adapter.connected)
        chzzk.refusals[SEND].append(refusal(429, "TOO_MANY_REQUESTS", **{"Retry-After": pause}))
        with pytest.raises(Exception, match=r"limited for 60\.0 s"):
            await stage.adapter.say(answer("나중에요"))
