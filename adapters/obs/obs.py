"""One OBS: its microphone and its videos, heard through its websocket.

simpleobsws and obsws-python were read for this: neither tells that a connection was lost, and
the one makes a task of each of the twenty events a second, the other a thread.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping

import aiohttp
import msgspec
from aiohttp import WSMsgType

from adapters.obs import protocol
from adapters.obs.meter import Meter, decibels
from adapters.obs.protocol import Op
from adapters.supervise import supervise
from core.errors import Disconnected, PlatformError
from core.ports import Clock
from core.show.taking import Hearing

log = logging.getLogger(__name__)

CONNECT_WITHIN = 5.0
# Seconds; levels come twenty times a second.
HEARD_WITHIN = 5.0
LARGEST_FRAME = 1 << 20
# dB of full scale: softer than a microphone's, since a video's sound has no room around it.
VIDEO_THRESHOLD = -50.0
SPECIAL, INPUTS = "GetSpecialInputs", "GetInputList"


class Obs:
    """Reconnects by itself. What is not known to be silent is taken to be speaking."""

    def __init__(
        self,
        url: str,
        password: str,
        microphone: str = "",
        threshold: float = -40.0,
        videos: Collection[str] = (),
        clock: Clock = time.monotonic,
    ) -> None:
        """`microphone` is an input's name, "" for whatever OBS says is one; `threshold` in dB;
        `videos` are inputs that play video donations. `clock` never goes back.

        Wired up later: `changed` is called when `hearing` is another, `video` when a video
        begins (True) or ends.
        """
        self._url = url
        self._password = password
        self._chosen = microphone
        self._threshold = threshold
        self._videos = frozenset(videos)
        self._clock = clock
        self._special: tuple[str, ...] | None = None
        self._inputs: Mapping[str, str] | None = None
        self._problem = AWAY
        self._mouth = Meter(threshold, speaking=True)
        self._screen = Meter(VIDEO_THRESHOLD, speaking=False)
        self._media: set[str] = set()
        self._playing = False
        self._told = Hearing.AWAY
        self.bad_frames = 0
        self.changed: Callable[[], object] = lambda: None
        self.video: Callable[[bool], object] = lambda _: None

    @property
    def connected(self) -> bool:
        """Whether OBS lets us hear it."""
        return self._inputs is not None and self._special is not None

    @property
    def microphones(self) -> tuple[str, ...]:
        """The inputs that are listened to, by name."""
        inputs, special = self._inputs or {}, self._special or ()
        if self._chosen:
            return (self._chosen,) if self._chosen in inputs else ()
        return special or tuple(name for name, kind in inputs.items() if kind in CAPTURES)

    @property
    def inputs(self) -> tuple[str, ...]:
        """All that OBS has, by name."""
        return tuple(self._inputs or ())

    @property
    def hearing(self) -> Hearing:
        """Whether the streamer speaks, as far as it is known."""
        if not self.connected or not self.microphones:
            return Hearing.AWAY
        return Hearing.SPEAKING if self._mouth.speaking else Hearing.SILENT

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong and the fix, for people."""
        if not self.connected:
            return {"obs": self._problem}
        return {} if self.microphones else {"obs": NO_SUCH if self._chosen else NO_MICROPHONE}

    async def run(self) -> None:
        """Listen until cancelled."""
        await supervise("obs", self._listen, lost=self._lost)

    async def look(self) -> None:
        """Connect once, until all is known that `microphones` and `problems` tell. Raises
        PlatformError."""
        await self._listen(lambda: self.connected)

    def _lost(self) -> None:
        self._special = self._inputs = None
        self._mouth = Meter(self._threshold, speaking=True)
        self._screen = Meter(VIDEO_THRESHOLD, speaking=False)
        self._media.clear()
        self._tell()

    async def _listen(self, enough: Callable[[], bool] = lambda: False) -> None:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_WITHIN)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.ws_connect(
                    self._url, protocols=(protocol.SUBPROTOCOL,), max_msg_size=LARGEST_FRAME
                ) as socket,
            ):
                while not enough():
                    await self._hear(socket)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._problem = AWAY
            raise Disconnected(f"OBS is not reached ({type(error).__name__})") from None

    async def _hear(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """One frame. Raises PlatformError when there are no more."""
        async with asyncio.timeout(HEARD_WITHIN):
            message = await socket.receive()
        if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
            if socket.close_code == protocol.WRONG_PASSWORD:
                self._problem = REFUSED
                raise PlatformError("OBS refuses the password")
            self._problem = AWAY
            raise Disconnected("OBS has closed the connection")
        if message.type is not WSMsgType.TEXT:
            return
        try:
            frame = _frame(message.data)
            await self._take(socket, frame)
        except (msgspec.DecodeError, UnicodeError):  # one of many; those that matter come again
            self.bad_frames += 1

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, frame: protocol.Frame) -> None:
        match frame.op:
            case Op.EVENT:
                event = _event(frame.d)
                if event.event_type == "InputVolumeMeters":
                    self._levels(_meters(event.event_data))
                elif event.event_type in ASK_AGAIN:
                    await _ask(socket)
                elif event.event_type in MEDIA:
                    self._plays(_media(event.event_data).input_name, MEDIA[event.event_type])
            case Op.RESPONSE:
                self._answered(_response(frame.d))
            case Op.HELLO:
                await self._identify(socket, _hello(frame.d))
            case Op.IDENTIFIED:
                await _ask(socket)

    async def _identify(
        self, socket: aiohttp.ClientWebSocketResponse, hello: protocol.Hello
    ) -> None:
        events = protocol.CONFIG | protocol.INPUTS | protocol.MEDIA | protocol.METERS
        about: dict[str, object] = {"rpcVersion": protocol.RPC, "eventSubscriptions": events}
        if hello.authentication is not None:
            about["authentication"] = protocol.answer(self._password, hello.authentication)
        await socket.send_str(protocol.frame(Op.IDENTIFY, **about))

    def _answered(self, response: protocol.Response) -> None:
        if not response.request_status.result:  # it is too busy: asked again at the next change
            return
        if response.request_id == SPECIAL:
            special = _special(response.response_data)
            self._special = tuple(
                name for key, name in special.items() if name and key.startswith("mic")
            )
        elif response.request_id == INPUTS:
            found = _inputs(response.response_data).inputs
            self._inputs = {one.input_name: one.unversioned_input_kind for one in found}
        self._tell()

    def _levels(self, meters: protocol.Meters) -> None:
        now, microphones = self._clock(), self.microphones
        peaks = {level.input_name: level.peak for level in meters.inputs if level}
        # An input of another scene has no level: viewers do not hear it.
        self._mouth.feed(decibels(max((peaks.get(one, 0) for one in microphones), default=0)), now)
        self._screen.feed(decibels(max((peaks.get(v, 0) for v in self._videos), default=0)), now)
        self._tell()

    def _plays(self, name: str, on: bool) -> None:
        if name in self._videos:
            (self._media.add if on else self._media.discard)(name)
            self._tell()

    def _tell(self) -> None:
        """Let know what is other than it was."""
        playing = self._screen.speaking or bool(self._media)
        if playing is not self._playing:
            self._playing = playing
            self.video(playing)
        hearing = self.hearing
        if hearing is not self._told:
            self._told = hearing
            self.changed()


async def _ask(socket: aiohttp.ClientWebSocketResponse) -> None:
    """What inputs there are; the answers come as frames of their own."""
    for kind in (SPECIAL, INPUTS):
        await socket.send_str(protocol.request(kind))


_frame = msgspec.json.Decoder(protocol.Frame).decode
_hello = msgspec.json.Decoder(protocol.Hello).decode
_event = msgspec.json.Decoder(protocol.Event).decode
_response = msgspec.json.Decoder(protocol.Response).decode
_meters = msgspec.json.Decoder(protocol.Meters).decode
_media = msgspec.json.Decoder(protocol.Media).decode
_inputs = msgspec.json.Decoder(protocol.Inputs).decode
_special = msgspec.json.Decoder(dict[str, str | None]).decode

# Inputs that are microphones, where OBS names none in its own settings.
CAPTURES = frozenset(
    f"{system}_input_capture" for system in ("wasapi", "coreaudio", "pulse", "alsa", "sndio")
)
ASK_AGAIN = frozenset(
    ("InputCreated", "InputRemoved", "InputNameChanged", "CurrentSceneCollectionChanged")
)
MEDIA = {"MediaInputPlaybackStarted": True, "MediaInputPlaybackEnded": False}
SERVER = "OBS의 도구 → WebSocket 서버 설정"
AWAY = f"OBS에 닿지 않아요. OBS를 켜고 {SERVER}에서 서버를 사용하도록 켜 주세요."
REFUSED = (
    "OBS가 비밀번호를 받지 않아요. "
    f"{SERVER} → 연결 정보 보기의 비밀번호를 LOVELM_OBS_PASSWORD에 넣고 다시 시작해 주세요."
)
NO_MICROPHONE = (
    "OBS에서 마이크를 찾지 못했어요. OBS의 설정 → 오디오에서 마이크를 고르거나, "
    "소리 입력의 이름을 LOVELM_OBS_MICROPHONE에 적어 주세요."
)
NO_SUCH = "OBS에 LOVELM_OBS_MICROPHONE에 적힌 이름의 소리 입력이 없어요. 이름을 확인해 주세요."
