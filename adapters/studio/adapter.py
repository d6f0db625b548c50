"""The studio's routes: its page, its session, what it does, and its socket."""

import logging
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from adapters.site import HEADERS, unstored
from adapters.studio.corner import CornerDeeds
from adapters.studio.deck import Deck
from adapters.studio.deeds import Deeds
from adapters.studio.first import FirstDeeds, proposal
from adapters.studio.live import LEVELS, Live
from adapters.studio.refusals import NOT_INVITED, NOT_OURS, TOO_MANY, Refused, answered
from adapters.studio.report import ReportPages
from adapters.studio.session import Session, Sessions, own_origin, proven
from adapters.studio.state import Reader
from core.channels.backstage import Backstage
from core.channels.invites import Invite, Invites
from core.channels.keys import ChannelKeys
from core.channels.setting_fields import fields
from core.gate.cooldown import Cooldown
from core.ports import Clock
from core.stories.story import shown

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
LARGEST_FRAME = 4 * 1024
# Deeds of one invitation: so many at once, then ten a second; sounds cost more.
DEEDS, DEEDS_EVERY = 40, 0.1
SPOKEN, SPOKEN_EVERY = 6, 3.0
# A report is shown in a frame.
POLICY = f"{HEADERS['Content-Security-Policy']}; frame-src 'self'"
COSTLY = frozenset(("say", "preview", "test_overlay", "invite", "renew"))


class Studio:
    """Whoever holds an invitation acts for its channel, and for that one only."""

    def __init__(
        self,
        backstage: Backstage,
        invites: Invites,
        deck_keys: ChannelKeys,
        secret: bytes,
        address: str,
        clock: Clock,
    ) -> None:
        """`secret` signs cookies; `address` is where browsers reach the studio."""
        self._backstage = backstage
        self._invites = invites
        self._clock = clock
        self._sessions = Sessions(secret, address.startswith("https://"))
        self._deeds = Deeds(backstage, clock)
        self.reader = Reader(backstage, clock)
        corner = CornerDeeds(backstage.console)
        self._deeds.table |= corner.table | FirstDeeds(backstage.console).table
        self.reader.reads |= corner.reads
        self._reports = ReportPages(backstage.console, clock)
        self.live = Live(self.reader, invites.holding, clock)
        self._deck = Deck(self._deeds, deck_keys, self.live.touched, clock)
        self._pace = Cooldown(DEEDS, DEEDS_EVERY)
        self._spoken = Cooldown(SPOKEN, SPOKEN_EVERY)

    def routes(self) -> list[web.AbstractRouteDef]:
        """Of the page and of keys on a Stream Deck."""
        return [
            web.get("/studio", self._page),
            web.get("/studio/session", answered(self._again)),
            web.post("/studio/session", answered(self._enter)),
            web.delete("/studio/session", answered(self._leave)),
            web.get("/studio/ws", answered(self._socket)),
            web.post("/studio/do", answered(self._do)),
            web.get("/studio/settings", answered(self._settings)),
            web.get("/studio/invites", answered(self._invited)),
            web.get("/studio/audit", answered(self._audit)),
            web.get("/studio/stories/best", answered(self._best)),
            web.get("/studio/report", answered(self._report)),
            web.get("/studio/report/page", answered(self._report_page)),
            web.get("/studio/audio/{secret}", answered(self._audio)),
            web.static("/studio/static", STATIC),
            *self._deck.routes(),
        ]

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return web.Response(
            body=(STATIC / "index.html").read_bytes(),
            content_type="text/html",
            charset="utf-8",
            headers={"Content-Security-Policy": POLICY},
        )

    # Sessions

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        if not own_origin(request):
            raise NOT_OURS
        token = (await _read(request)).get("invite", "")
        address = request.remote or ""
        invite = await self._invites.enter(token, address) if isinstance(token, str) else None
        if invite is None:
            raise NOT_INVITED
        await self._invites.seen(invite)
        response = unstored(None)
        session = self._sessions.begin(response, invite.id, request.secure)
        response.body = msgspec.json.encode(self._hello(invite, session))
        return response

    async def _again(self, request: web.Request) -> web.StreamResponse:
        session, invite = await self._of(request)
        return unstored(self._hello(invite, session))

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        session, _ = await self._of(request)
        _ours(session, request)
        response = unstored({"ok": True})
        self._sessions.end(response)
        return response

    def _hello(self, invite: Invite, session: Session) -> dict[str, Any]:
        place = invite.place
        name = self._backstage.console.name_of(place.platform, place.channel)
        return {
            "csrf": session.csrf,
            "me": {"name": invite.name, "level": LEVELS[invite.level]},
            "channel": {"platform": place.platform, "id": place.channel, "name": name},
        }

    async def _of(self, request: web.Request) -> tuple[Session, Invite]:
        """Who asks, and by which invitation that still holds."""
        session = self._sessions.of(request)
        found = await self._invites.holding([session.invite]) if session else {}
        if session is None or session.invite not in found:
            raise NOT_INVITED
        invite = found[session.invite]
        await self._invites.seen(invite)
        return session, invite

    # What is done and seen

    async def _do(self, request: web.Request) -> web.StreamResponse:
        session, invite = await self._of(request)
        _ours(session, request)
        body = await _read(request)
        deed, now = str(body.get("do")), self._clock()
        costly = deed in COSTLY and not self._spoken.allows(invite.id, now)
        if costly or not self._pace.allows(invite.id, now):
            raise TOO_MANY
        done = await self._deeds.do(invite.actor, invite.place, body)
        if deed == "revoke":
            await self.live.out([body["id"]])
        self.live.touched(invite.place)
        return unstored(done)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if not own_origin(request):
            raise NOT_OURS
        _, invite = await self._of(request)
        if self.live.full(invite.place):
            raise Refused(503, "try_again", "이 방송의 스튜디오가 너무 많이 열려 있어요.")
        socket = web.WebSocketResponse(
            max_msg_size=LARGEST_FRAME, heartbeat=30.0, timeout=5.0, compress=False
        )
        await socket.prepare(request)
        await self.live.serve(socket, request, invite)
        return socket

    async def _settings(self, request: web.Request) -> web.StreamResponse:
        _, invite = await self._of(request)
        actor, place = invite.actor, invite.place
        settings, _ = self._backstage.console.settings(actor, place)
        shown = fields()
        values = {field.key: msgspec.to_builtins(getattr(settings, field.key)) for field in shown}
        cast = self._backstage.cast(actor, place)
        return unstored(
            {
                "fields": [
                    msgspec.to_builtins(field) | {"level": LEVELS[field.level]} for field in shown
                ],
                "values": values,
                "first": proposal(settings, place),
                "personas": [
                    {"slug": one.slug, "name": one.name, "colour": one.colour} for one in cast
                ],
                "may": LEVELS[invite.level],
            }
        )

    async def _invited(self, request: web.Request) -> web.StreamResponse:
        _, invite = await self._of(request)
        found = await self._backstage.invites(invite.actor, invite.place)
        return unstored(
            [
                {
                    "id": one.id,
                    "name": one.name,
                    "level": LEVELS[one.level],
                    "made_at": one.made_at,
                    "seen_at": one.seen_at,
                    "until": one.until,
                    "revoked": not self._backstage.holds(one),
                    "mine": one.id == invite.id,
                }
                for one in found
            ]
        )

    async def _audit(self, request: web.Request) -> web.StreamResponse:
        _, invite = await self._of(request)
        before = _moment(request.query.get("before", ""))
        entries = await self._backstage.audit(invite.actor, invite.place, before)
        return unstored(
            [
                {"at": one.at, "who": one.name, "what": one.what, "about": one.about or one.viewer}
                for one in entries
            ]
        )

    async def _best(self, request: web.Request) -> web.StreamResponse:
        _, invite = await self._of(request)
        found = await self._backstage.console.stories.best(invite.actor, invite.place)
        return unstored([shown(liked) for liked in found])

    async def _report(self, request: web.Request) -> web.StreamResponse:
        _, invite = await self._of(request)
        return unstored(await self._reports.about(invite.actor, invite.place))

    async def _report_page(self, request: web.Request) -> web.StreamResponse:
        _, invite = await self._of(request)
        asked = request.query
        return await self._reports.page(
            invite.actor, invite.place, english="english" in asked, file="file" in asked
        )

    async def _audio(self, request: web.Request) -> web.StreamResponse:
        _, invite = await self._of(request)
        wav = self._deeds.sound(request.match_info["secret"], invite.actor)
        if wav is None:
            raise web.HTTPNotFound
        return web.Response(
            body=wav, content_type="audio/wav", headers={"Cache-Control": "no-store"}
        )


def _ours(session: Session, request: web.Request) -> None:
    """Raises Refused unless the studio's own page sent it."""
    if not (own_origin(request) and proven(session, request)):
        raise NOT_OURS


async def _read(request: web.Request) -> dict[str, Any]:
    """A JSON object. Raises Refused, or HTTPRequestEntityTooLarge past 64 KB."""
    if request.content_type != "application/json":
        raise Refused(415, "bad_input", "알아볼 수 없는 요청이에요.")
    try:
        body = _object(await request.read())
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Refused(400, "bad_input", "알아볼 수 없는 요청이에요.") from None
    return body


def _moment(text: str) -> float | None:
    """Unix seconds, as a page has them from an entry."""
    try:
        at = float(text)
    except ValueError:
        return None
    return at if 0 < at < FAR else None


FAR = 1e11
_object = msgspec.json.Decoder(dict[str, Any]).decode
