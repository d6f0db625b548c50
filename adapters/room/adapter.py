"""The chat room: a page, a socket, and the platform behind them."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import WSCloseCode, web

from adapters.fanout import Client, Hub
from adapters.room import frames
from adapters.room.visitor import Visitors, viewer, visible
from core.errors import BadInput
from core.events import ChatMessage, Donation, Viewer
from core.gate.cooldown import Cooldown
from core.labels import Platform
from core.ports import Clock, Hear, Personas
from core.replies import Notice, Receipt, Reply
from core.safety.joined import Joined
from core.safety.moderation import NOBODY, Moderation

STATIC = Path(__file__).parent / "static"
CHANNEL = "room"
LARGEST_FRAME = 64 * 1024
RECENT = 40
BURST, EVERY = 8, 0.5
# For a word that was written a letter a line.
COVERED = "○○"
COMMANDS = ("!상담", "!영화", "!순서", "!취소", "!상담사", "!도움말")


class RoomAdapter:
    """Viewers in browsers; everyone has role everyone, ids come from signed cookies."""

    platform = Platform.ROOM
    # It is served by this very process.
    connected = True

    def __init__(
        self,
        personas: Personas,
        moderation: Moderation,
        secret: bytes,
        demo: bool,
        public_url: str = "",
        clock: Clock = time.time,
    ) -> None:
        self._personas = personas
        self._moderation = moderation
        self._joined = Joined(moderation)
        self._visitors = Visitors(secret)
        self._demo = demo
        self._secure = public_url.startswith("https://")
        self._clock = clock
        self.lost: Callable[[], object] = lambda: None  # never: it is served here
        self._hub = Hub()
        self._recent: deque[dict[str, Any]] = deque(maxlen=RECENT)
        self._by_viewer: dict[str, set[Client]] = {}
        self._fast = Cooldown(BURST, EVERY)
        self._warned = Cooldown(1, 10.0)
        self._hear: Hear | None = None

    @property
    def problems(self) -> Mapping[str, str]:
        """None that are not the whole process's."""
        return {}

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self._page),
            web.get("/room/ws", self._socket),
            web.static("/room/static", STATIC),
        ]

    async def run(self, hear: Hear) -> None:
        """Serve the sockets' events until cancelled."""
        self._hear = hear
        await self._hub.run()

    async def _page(self, request: web.Request) -> web.StreamResponse:
        response = web.Response(
            body=(STATIC / "index.html").read_bytes(),
            content_type="text/html",
            charset="utf-8",
            headers={
                "Cache-Control": "no-store"
            },  # a shared cache would hand out one cookie to all
        )
        if self._visitors.id_of(request) is None:
            self._visitors.issue(response, self._secure)
        return response

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(
            max_msg_size=LARGEST_FRAME, heartbeat=30.0, timeout=5.0, compress=False
        )
        id = self._visitors.id_of(request) or self._visitors.issue(socket, self._secure)
        who = self._fit(viewer(id, request.query.get("name", "")))
        await socket.prepare(request)
        if self._hub.full:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return socket
        client = Client(socket, request)
        client.send(self._hello(who))
        mine = self._by_viewer.setdefault(who.id, set())
        mine.add(client)
        try:
            await self._hub.serve(client, lambda data: self._read(client, who, data))
        finally:
            mine.discard(client)
            if not mine:
                self._by_viewer.pop(who.id, None)
        return socket

    def _hello(self, who: Viewer) -> dict[str, Any]:
        return {
            "type": "hello",
            "viewer": {"id": frames.public_id(who.id), "name": who.name},
            "demo": self._demo,
            "personas": [frames.persona(persona) for persona in self._personas.values()],
            "commands": COMMANDS,
            "recent": list(self._recent),
        }

    def _read(self, client: Client, who: Viewer, data: str) -> None:
        """One frame of one browser; whatever is wrong with it, only its writer hears of it."""
        now = self._clock()
        if not self._fast.allows(who.id, now):
            if self._warned.allows(who.id, now):
                client.send(_notice("조금만 천천히 보내 주세요. 방금 보낸 것은 전해지지 않았어요."))
            return
        try:
            frame = frames.read(data, self._demo)
        except BadInput as error:
            if self._warned.allows(who.id, now):
                client.send(_notice(str(error)))
            return
        amount = frame.amount if isinstance(frame, frames.DonationFrame) else None
        self.enter(who, frame.text, amount)

    def enter(self, who: Viewer, text: str, amount: int | None = None) -> None:
        """`who` says `text` in the room, with a donation of `amount` won if there is one."""
        text = visible(text)
        about: dict[str, Any] = {
            "id": f"room:{uuid4().hex}",
            "platform": Platform.ROOM,
            "channel": CHANNEL,
            "viewer": who,
            "at": self._clock(),
            "text": text,
        }
        event: ChatMessage | Donation
        if amount is not None:
            event = Donation(**about, amount=amount, shown=f"{amount:,}원")
        elif text:
            event = ChatMessage(**about)
        else:
            return
        line = frames.chat(event) | {"text": self._shown(who, text)}
        self._hub.broadcast(line)
        if self._hear is None or self._hear(event):
            self._recent.append(line)

    def _fit(self, who: Viewer) -> Viewer:
        """`who`, under another name where the asked one is abuse or somebody else's."""
        fit = self._moderation.name(who.name)
        return Viewer(who.id, fit, who.roles) if fit == NOBODY else who

    def _shown(self, who: Viewer, text: str) -> str:
        """The words as everybody in the room sees them; an answer heeds all of them."""
        if self._joined.judge(who.id, text, self._clock()).shown:
            return text
        covered = self._moderation.covered(text)
        return COVERED if covered == text else covered

    def _show(self, event: dict[str, Any]) -> None:
        self._recent.append(event)
        self._hub.broadcast(event)

    def delay(self, reply: Reply) -> float:
        return 0.0

    async def say(self, reply: Reply) -> None:
        """Show an answer to everybody; what led to a crisis answer is not shown to later guests."""
        if reply.crisis:
            kept = [event for event in self._recent if event.get("id") not in reply.in_reply_to]
            self._recent.clear()
            self._recent.extend(kept)
            self._hub.broadcast(frames.reply(reply))
        else:
            self._show(frames.reply(reply))

    def forget(self, viewers: Collection[str]) -> None:
        """Later guests see nothing of these viewers, nor what they were answered."""
        ids = {frames.public_id(viewer) for viewer in viewers}
        asked = {e["id"] for e in self._recent if e.get("viewer", {}).get("id") in ids}
        kept = [e for e in self._recent if not {e.get("id"), e.get("in_reply_to")} & asked]
        self._recent.clear()
        self._recent.extend(kept)

    async def receipt(self, receipt: Receipt) -> None:
        self._tell(receipt.viewer, frames.receipt(receipt))

    def live(self, channel: str) -> bool:
        """Whether the stream is live; the room always is."""
        return True

    async def notify(self, notice: Notice) -> None:
        if notice.viewer is None:
            self._hub.broadcast(frames.notice(notice))
        else:
            self._tell(notice.viewer, frames.notice(notice))

    def _tell(self, who: Viewer, event: dict[str, Any]) -> None:
        for client in self._by_viewer.get(who.id, ()):
            client.send(event)

    async def close(self) -> None:
        """Say goodbye to every browser."""
        for client in list(self._hub.clients):
            async with asyncio.timeout(1.0):
                await client.socket.close(code=1001)


def _notice(text: str) -> dict[str, Any]:
    return {"type": "notice", "text": text, "in_reply_to": None}
