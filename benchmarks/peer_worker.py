"""Runs one peer library in an environment that has it: a line of frames in, CPU time out.

Started as `python peer_worker.py PEER FRAMES`; FRAMES holds one raw frame a line. For each
line on standard input it feeds every frame once and prints CPU microseconds a frame.
"""

# The peers are in an environment of their own, where no type checker looks.
# mypy: disable-error-code="import-not-found, misc, untyped-decorator"

import asyncio
import contextlib
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Coroutine
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

# Handlers run as tasks; letting the loop breathe more seldom than a real socket would is
# in the peers' favour.
YIELD_EVERY = 25

Feed = Callable[[list[str]], Coroutine[Any, Any, int]]


class Exhausted(BaseException):
    """Every frame was read and handled; no `except Exception` of a peer may swallow it."""


class Socket:
    """Stands for the peer's WebSocket: `receive` gives the next frame at once."""

    close_code = None
    closed = False

    def __init__(self, frames: list[str], handled: list[int]) -> None:
        import aiohttp

        self._messages = [aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, f, None) for f in frames]
        self._handled = handled
        self._at = 0

    async def receive(self) -> Any:
        at = self._at
        if at == len(self._messages):
            while self._handled[0] < at:  # noqa: ASYNC110  # the loop turns, nobody waits
                await asyncio.sleep(0)
            raise Exhausted
        if at % YIELD_EVERY == 0:
            await asyncio.sleep(0)
        self._at = at + 1
        return self._messages[at]


def twitchio_client() -> Feed:
    """A Client whose `event_message` counts."""
    import twitchio

    handled = [0]

    class Client(twitchio.Client):
        async def event_message(self, payload: twitchio.ChatMessage) -> None:
            handled[0] += 1

    return _through_twitchio(Client(client_id="id", client_secret="secret", bot_id="9001"), handled)


def twitchio_bot() -> Feed:
    """A commands.Bot with one command, its own `event_message` run first."""
    import twitchio
    from twitchio.ext import commands

    handled = [0]

    class Bot(commands.Bot):
        async def event_message(self, payload: twitchio.ChatMessage) -> None:
            await super().event_message(payload)
            handled[0] += 1

        async def event_command_error(self, payload: Any) -> None:
            """Unknown commands are silent, as they are in LoveLM."""

    @commands.command(name="순서")
    async def place(context: commands.Context[Any]) -> None:
        """Say nothing."""

    bot = Bot(client_id="id", client_secret="secret", bot_id="9001", prefix="!")
    bot.add_command(place)
    return _through_twitchio(bot, handled)


def _through_twitchio(client: Any, handled: list[int]) -> Feed:
    from twitchio.eventsub.websockets import Websocket

    socket = Websocket(client=client, token_for="1337", http=client._http)

    async def feed(frames: list[str]) -> int:
        handled[0] = 0
        socket._socket = Socket(frames, handled)  # type: ignore[assignment]
        with contextlib.suppress(Exhausted):
            await socket._listen()
        return handled[0]

    return feed


def nonebot_matcher(logs: bool = False) -> Feed:
    """nonebot2 with an adapter of our own and one `on_message` matcher.

    `logs` keeps the line it writes for each event as shipped, to nowhere.
    """
    import nonebot
    from nonebot.adapters import Adapter, Bot, Event, Message, MessageSegment
    from nonebot.message import handle_event

    handled = [0]

    class Segment(MessageSegment["Text"]):
        @classmethod
        def get_message_class(cls) -> type["Text"]:
            return Text

        def __str__(self) -> str:
            return str(self.data["text"])

        def is_text(self) -> bool:
            return True

    class Text(Message[Segment]):
        @classmethod
        def get_segment_class(cls) -> type[Segment]:
            return Segment

        @staticmethod
        def _construct(msg: str) -> Any:
            yield Segment("text", {"text": msg})

    class Said(Event):
        message_id: str
        broadcaster_user_id: str
        chatter_user_id: str
        chatter_user_name: str
        text: str
        badges: list[dict[str, str]]

        def get_type(self) -> str:
            return "message"

        def get_event_name(self) -> str:
            return "chat"

        def get_event_description(self) -> str:
            return self.text

        def get_user_id(self) -> str:
            return self.chatter_user_id

        def get_session_id(self) -> str:
            return self.chatter_user_id

        def get_message(self) -> Text:
            return Text(self.text)

        def is_tome(self) -> bool:
            return False

    class Twitch(Adapter):
        @classmethod
        def get_name(cls) -> str:
            return "twitch"

        async def _call_api(self, bot: Bot, api: str, **data: Any) -> None:
            """Nothing is ever sent."""

    class Speaker(Bot):
        async def send(self, event: Event, message: Any, **kwargs: Any) -> None:
            """Nothing is ever sent."""

    nonebot.init(driver="~none", _env_file=None)
    if not logs:
        nonebot.logger.remove()
    driver = nonebot.get_driver()
    driver.register_adapter(Twitch)
    bot = Speaker(nonebot.get_adapter("twitch"), "9001")
    matcher = nonebot.on_message()

    @matcher.handle()
    async def handle(event: Said) -> None:
        handled[0] += 1

    async def feed(frames: list[str]) -> int:
        handled[0] = 0
        for frame in frames:
            event = json.loads(frame)["payload"]["event"]
            fields = {name: event[name] for name in Said.model_fields if name != "text"}
            await handle_event(bot, Said(text=event["message"]["text"], **fields))
        return handled[0]

    return feed


def astrbot() -> Feed:
    """AstrBot's whole pipeline."""
    import peer_astrbot

    return peer_astrbot.pipeline()


def without_orjson(make: Callable[[], Feed]) -> Callable[[], Feed]:
    """As pip installs twitchio, which takes orjson where it finds it."""

    def made() -> Feed:
        sys.modules["orjson"] = None  # type: ignore[assignment]
        return make()

    return made


PEERS: dict[str, tuple[str, int, Callable[[], Feed]]] = {
    "twitchio Client": ("twitchio", 2_000, without_orjson(twitchio_client)),
    "twitchio Client + orjson": ("twitchio", 2_000, twitchio_client),
    "twitchio Bot": ("twitchio", 2_000, without_orjson(twitchio_bot)),
    "twitchio Bot + orjson": ("twitchio", 2_000, twitchio_bot),
    "nonebot2": ("nonebot2", 300, nonebot_matcher),
    "nonebot2 + its log": ("nonebot2", 300, lambda: nonebot_matcher(logs=True)),
    "AstrBot": ("astrbot", 300, astrbot),
}


async def _main(peer: str, frames: list[str], out: TextIO) -> None:
    package, most, make = PEERS[peer]
    del frames[most:]
    feed = make()
    await feed(frames[:100])
    gc.collect()
    gc.freeze()
    print(json.dumps({"version": version(package), "frames": len(frames)}), file=out, flush=True)
    for _ in sys.stdin:
        gc.collect()
        before = time.process_time_ns()
        handled = await feed(frames)
        spent = time.process_time_ns() - before
        answer = {"us": spent / 1e3 / len(frames), "handled": handled}
        print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    raw = Path(sys.argv[2]).read_text("utf-8").splitlines()
    # What libraries print or log goes nowhere.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        answers, sys.stdout = sys.stdout, nowhere
        asyncio.run(_main(sys.argv[1], raw, answers))
        sys.stdout = answers
        # AstrBot leaves tasks and threads behind that never end.
        os._exit(0)
