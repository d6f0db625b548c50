"""A local OBS: its websocket protocol, version 5, with inputs whose levels a test sets."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import msgspec
from aiohttp import WSMsgType, web

from adapters.obs import protocol
from adapters.obs.protocol import Op

# As in OBS, in seconds.
EVERY = 0.05
IDENTIFIED_WITHIN = 5.0
NOT_IDENTIFIED, TOO_LOW = 4007, 4010
SILENT = 0.0001


@dataclass
class SimulatedObs:
    """`special` are the inputs that its audio settings name, `inputs` all of them with their
    kinds, `levels` how loud each is (a multiplier; one that is missing is in another scene)."""

    password: str = ""
    special: dict[str, str | None] = field(
        default_factory=lambda: {
            "desktop1": "데스크탑 오디오", "desktop2": None,
            "mic1": "마이크/AUX", "mic2": None, "mic3": None, "mic4": None,
        }
    )  # fmt: skip
    inputs: dict[str, str] = field(
        default_factory=lambda: {
            "데스크탑 오디오": "wasapi_output_capture",
            "마이크/AUX": "wasapi_input_capture",
            "영상 후원": "browser_source",
            "오버레이": "browser_source",
        }
    )
    levels: dict[str, float] = field(default_factory=lambda: {"마이크/AUX": SILENT})
    muted: set[str] = field(default_factory=set)
    url: str = ""
    # How many were let in, and how many had the wrong password.
    sessions: int = 0
    refused: int = 0
    _sockets: dict[web.WebSocketResponse, web.Request] = field(default_factory=dict)

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[Self]:
        """Listen at `url` until left."""
        app = web.Application()
        app.router.add_get("/", self._socket)
        runner = web.AppRunner(app, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        self.url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            self.cut()
            await runner.cleanup()

    def cut(self) -> None:
        """Every connection breaks off."""
        for request in self._sockets.values():
            if request.transport is not None:
                request.transport.abort()

    async def send(self, text: str) -> None:
        """Anything at all, to everybody."""
        for socket in list(self._sockets):
            await socket.send_str(text)

    async def tell(self, kind: str, **data: Any) -> None:
        """An event."""
        await self.send(protocol.frame(Op.EVENT, eventType=kind, eventIntent=0, eventData=data))

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=(protocol.SUBPROTOCOL,))
        await socket.prepare(request)
        challenge = protocol.Challenge(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        hello: dict[str, Any] = {"obsWebSocketVersion": "5.5.2", "rpcVersion": protocol.RPC}
        if self.password:
            hello["authentication"] = msgspec.to_builtins(challenge)
        await socket.send_str(protocol.frame(Op.HELLO, **hello))
        code, wanted = await self._identified(socket, challenge)
        if code:
            await socket.close(code=code)
            return socket
        await socket.send_str(protocol.frame(Op.IDENTIFIED, negotiatedRpcVersion=protocol.RPC))
        self.sessions += 1
        self._sockets[socket] = request
        try:
            await self._serve(socket, bool(wanted & protocol.METERS))
        finally:
            del self._sockets[socket]
        return socket

    async def _identified(
        self, socket: web.WebSocketResponse, challenge: protocol.Challenge
    ) -> tuple[int, int]:
        """The code to close it with, 0 for one that may stay, and which events it wants."""
        async with asyncio.timeout(IDENTIFIED_WITHIN):
            message = await socket.receive()
        if message.type is not WSMsgType.TEXT:
            return NOT_IDENTIFIED, 0
        frame = msgspec.json.decode(message.data)
        if frame["op"] != Op.IDENTIFY:
            return NOT_IDENTIFIED, 0
        if frame["d"]["rpcVersion"] != protocol.RPC:
            return TOO_LOW, 0
        if self.password:
            given = frame["d"].get("authentication")
            if given != protocol.answer(self.password, challenge):
                self.refused += 1
                return protocol.WRONG_PASSWORD, 0
        return 0, frame["d"].get("eventSubscriptions", 0)

    async def _serve(self, socket: web.WebSocketResponse, metered: bool) -> None:
        meters = asyncio.create_task(self._meters(socket) if metered else asyncio.sleep(0))
        try:
            async for message in socket:
                frame = msgspec.json.decode(message.data)
                if frame["op"] == Op.REQUEST:
                    await socket.send_str(self._answer(frame["d"]))
        finally:
            meters.cancel()
            await asyncio.wait({meters})

    def _answer(self, request: dict[str, Any]) -> str:
        kind = request["requestType"]
        about = {"requestType": kind, "requestId": request["requestId"]}
        found: dict[str, Any] | None = None
        if kind == "GetSpecialInputs":
            found = dict(self.special)
        elif kind == "GetInputList":
            found = {
                "inputs": [
                    {"inputName": name, "inputKind": kind, "unversionedInputKind": kind}
                    for name, kind in self.inputs.items()
                ]
            }
        status = {"result": found is not None, "code": 100 if found is not None else 204}
        return protocol.frame(Op.RESPONSE, **about, requestStatus=status, responseData=found or {})

    async def _meters(self, socket: web.WebSocketResponse) -> None:
        """The levels of all inputs that are heard."""
        while not socket.closed:
            inputs = [
                {"inputName": name, "inputLevelsMul": [self._level(name, level)] * 2}
                for name, level in self.levels.items()
            ]
            event = {"eventType": "InputVolumeMeters", "eventIntent": protocol.METERS}
            with contextlib.suppress(ConnectionError):
                await socket.send_str(
                    protocol.frame(Op.EVENT, **event, eventData={"inputs": inputs})
                )
            await asyncio.sleep(EVERY)

    def _level(self, name: str, level: float) -> list[float]:
        """Magnitude, peak, and peak before the fader."""
        heard = 0.0 if name in self.muted else level
        return [heard * 0.7, heard, level]
