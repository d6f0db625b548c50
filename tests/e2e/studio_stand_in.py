"""A small server that speaks the studio's contract, so that its page can be shown anything."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import yaml
from aiohttp import WSCloseCode, web
from msgspec.structs import replace
from playwright.async_api import Browser, Page

from adapters.overlay import avatars
from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.page import page
from adapters.site import serve
from adapters.studio.adapter import POLICY
from adapters.studio.english import english
from adapters.studio.first import proposal
from adapters.studio.report import POLICY as REPORT_POLICY
from bots.brain import Brain
from core.channels.guilds import Place
from core.channels.report_desk import NOTHING
from core.channels.setting_fields import changed, fields
from core.channels.settings import ChannelSettings, Level
from core.errors import BadInput
from core.labels import Platform
from core.reports.report import Report, without_cost
from tests.adapters.test_report_page import FULL
from tests.e2e.chromium import opened

STATIC = Path(__file__).parents[2] / "adapters" / "studio" / "static"
EVENING = Path(__file__).parent / "studio_evening.yaml"
TIMES = {"at", "since", "made_at", "seen_at"}
HERE = Place(Platform.CHZZK, "1")
INVITE = "an-invite-nobody-could-guess"
SIZES = [(1440, 900), (390, 844)]
WORRY = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
COOKIE = "studio"
CSRF = "csrf-token"
ALARM = {
    "viewer": {"id": "v99", "name": "조용한바다"}, "kind": "self_harm",
}  # fmt: skip
EMPTY: dict[str, Any] = {
    "type": "state", "paused": False, "quiet": False, "corner": None, "queue": [], "speaking": None,
    "held": [], "gifts": [], "to_check": [], "gift_words": [], "alarms": [], "ignored": [], "parts": [],
    "costs": None, "stories": None, "programme": [], "overlay": {"watched": True, "address": True},
}  # fmt: skip


class StandIn:
    """Tells its pages `state`, notes what they do in `done`, and does a little of it."""

    def __init__(self, brain: Brain, level: str = "streamer") -> None:
        self.url = ""
        self.level = level
        self.state = EMPTY | {"now": time.time()}
        self.done: list[dict[str, Any]] = []
        self.settings = ChannelSettings(decided=True)
        self.invites: list[dict[str, Any]] = []
        self.audit: list[dict[str, Any]] = []
        self.best: list[dict[str, Any]] = []
        self.sockets: set[web.WebSocketResponse] = set()
        self.open = True
        self.report: Report | None = None
        self._personas = brain.personas

    async def tell(self, **changes: Any) -> None:
        """Change the state and tell it."""
        self.state |= changes | {"now": time.time()}
        event = {"type": "state", "now": self.state["now"]} | changes
        for socket in [*self.sockets]:
            await socket.send_json([event])

    async def cut(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        """Close every socket."""
        for socket in [*self.sockets]:
            await socket.close(code=code)

    def did(self, do: str) -> list[dict[str, Any]]:
        """What was done by that name."""
        return [deed for deed in self.done if deed["do"] == do]

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/studio", self._page),
            web.static("/studio/static", STATIC),
            web.post("/studio/session", self._enter),
            web.get("/studio/session", self._session),
            web.delete("/studio/session", self._leave),
            web.get("/studio/ws", self._socket),
            web.post("/studio/do", self._do),
            web.get("/studio/settings", self._settings),
            web.get("/studio/invites", self._invites),
            web.get("/studio/audit", self._audit),
            web.get("/studio/stories/best", self._best),
            web.get("/studio/report", self._report),
            web.get("/studio/report/page", self._report_page),
            *avatars.routes(self._personas),
        ]

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(
            body=(STATIC / "index.html").read_bytes(), content_type="text/html",
            headers={"Content-Security-Policy": POLICY},
        )  # fmt: skip

    async def _enter(self, request: web.Request) -> web.Response:
        if (await request.json())["invite"] != INVITE:
            return _refused("not_invited", "이 초대는 쓸 수 없어요.", 401)
        answer = self._known()
        answer.set_cookie(COOKIE, INVITE, httponly=True, samesite="Strict")
        return answer

    async def _session(self, request: web.Request) -> web.Response:
        if request.cookies.get(COOKIE) != INVITE:
            return _refused("not_invited", "초대 링크로 열어 주세요.", 401)
        return self._known()

    def _known(self) -> web.Response:
        channel = {"platform": "chzzk", "id": "1", "name": "밤에 여는 상담소"}
        me = {"name": "새벽지기", "level": self.level}
        return web.json_response({"csrf": CSRF, "me": me, "channel": channel})

    async def _leave(self, _: web.Request) -> web.Response:
        answer = web.json_response({"ok": True})
        answer.del_cookie(COOKIE)
        return answer

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if not self.open:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json([self.state])
        self.sockets.add(socket)
        async for _ in socket:
            pass
        self.sockets.discard(socket)
        return socket

    async def _do(self, request: web.Request) -> web.Response:
        assert request.headers["X-CSRF"] == CSRF
        deed = await request.json()
        self.done.append(deed)
        try:
            answer = self._doing(deed)
        except BadInput as error:
            return _refused("bad_input", str(error), 400)
        return web.json_response({"ok": True} | answer)

    def _doing(self, deed: dict[str, Any]) -> dict[str, Any]:
        match deed["do"]:
            case "set":
                before = msgspec.to_builtins(getattr(self.settings, deed["key"]))
                self.settings = changed(self.settings, deed["key"], deed["value"])
                after = msgspec.to_builtins(getattr(self.settings, deed["key"]))
                return {"value": after, "undo": deed | {"value": before}}
            case "first":
                for key in ("mode", "announcer", "bare"):
                    self.settings = changed(self.settings, key, deed[key])
                self.settings = replace(self.settings, decided=True)
            case "keep":
                self.settings = replace(self.settings, decided=True)
            case "ignore" | "pause":
                return {"undo": deed | {"on": not deed["on"]}}
            case "skip":
                return {"undo": {"do": "unskip", "id": deed["id"]}}
            case "programme_add":
                return {"undo": {"do": "programme_remove", "id": "new"}}
            case "quiet":
                return {"undo": {"do": "resume"}}
            case "address" | "renew":
                return {"address": f"{self.url}/{deed['of']}/secret"}
            case "invite":
                return {"link": f"{self.url}/studio#{INVITE}"}
            case "alarm":
                return ALARM
        return {}

    async def _settings(self, _: web.Request) -> web.Response:
        cast = [{"slug": p.slug, "name": p.name, "colour": p.colour} for p in self._personas.values()]  # fmt: skip
        shown = [
            msgspec.to_builtins(field) | {"level": Level(field.level).name.lower()}
            for field in fields()
        ]
        panel = {
            "fields": shown, "values": self.settings, "personas": cast, "may": self.level,
            "first": proposal(self.settings, HERE),
        }  # fmt: skip
        return web.Response(body=msgspec.json.encode(panel), content_type="application/json")

    async def _invites(self, _: web.Request) -> web.Response:
        return web.json_response(self.invites)

    async def _report(self, _: web.Request) -> web.Response:
        found = self._reported()
        if found is None:
            return _refused("bad_input", NOTHING, 400)
        cost = found.spent is not None
        return web.json_response({"since": found.since, "until": found.until, "cost": cost})

    async def _report_page(self, request: web.Request) -> web.Response:
        found = self._reported()
        assert found is not None
        words = ENGLISH if "english" in request.query else KOREAN
        headers = {"Content-Security-Policy": REPORT_POLICY}
        return web.Response(text=page(found, 30, words), content_type="text/html", headers=headers)

    def _reported(self) -> Report | None:
        if self.report is None or self.level == "streamer":
            return self.report
        return without_cost(self.report)

    async def _audit(self, _: web.Request) -> web.Response:
        return web.json_response(self.audit)

    async def _best(self, _: web.Request) -> web.Response:
        return web.json_response(self.best)


def evening(desk: StandIn) -> None:
    """Let `desk` show an evening in full swing."""
    found = yaml.safe_load(EVENING.read_text("utf-8"))
    _to_now(found, time.time())
    desk.state |= found["state"]
    desk.invites, desk.audit, desk.report = found["invites"], found["audit"], FULL


def _to_now(part: Any, now: float) -> None:
    for value in part.values() if isinstance(part, dict) else part:
        if isinstance(value, dict | list):
            _to_now(value, now)
    if isinstance(part, dict):
        part |= {key: now + part[key] for key in TIMES & part.keys() if part[key] is not None}


def _refused(code: str, message: str, status: int) -> web.Response:
    error = {"code": code, "message": message, "english": english(message)}
    return web.json_response({"error": error}, status=status)


@asynccontextmanager
async def standing_in(brain: Brain, level: str = "streamer") -> AsyncIterator[StandIn]:
    """The stand-in, served with the guards and headers of every page."""
    desk = StandIn(brain, level)

    async def ready() -> dict[str, str]:
        return {}

    async with serve("127.0.0.1", 0, "", desk.routes(), ready) as url:
        desk.url = url
        yield desk
        await desk.cut()


async def settled(done: list[Any], count: int) -> None:
    """Returns when that many deeds came. Raises TimeoutError."""
    async with asyncio.timeout(5):
        while len(done) < count:
            await asyncio.sleep(0.02)


def waiting(id: str, text: str = WORRY, **more: Any) -> dict[str, Any]:
    """A line of the queue."""
    return {
        "id": id, "viewer": {"id": f"v-{id}", "name": f"시청자 {id}"}, "text": text, "kind": "고민",
        "score": 0.8, "reasons": [{"what": "worry"}], "promised": True, "since": time.time() - 9,
    } | more  # fmt: skip


async def entered(
    browser: Browser, desk: StandIn, width: int = 1440, height: int = 900
) -> tuple[Page, list[str]]:
    """The page, let in and told its first state."""
    page, wrong = await opened(browser, f"{desk.url}/studio#{INVITE}", width, height)
    await page.locator("#studio").wait_for()
    async with asyncio.timeout(5):
        while not desk.sockets:
            await asyncio.sleep(0.02)
    return page, wrong
