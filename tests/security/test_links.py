"""No address that somebody else wrote is ever asked for anything: viewers, models, cards, emotes."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bots import settings
from bots.cli import main
from bots.secret_file import kept_secret
from core.channels.keys import ChannelKeys
from core.events import ChatMessage, Donation, Emote, Viewer
from core.labels import Platform
from personas.loader import load_all
from tests.conftest import gift, line, until
from tests.e2e.conftest import overlay_socket, running, visiting
from tests.personas.pictures import picture, text, v2, v3
from tests.servers.openai import FaultyOpenAi

WORRY = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"


class Trap:
    """A server that counts who connects."""

    def __init__(self) -> None:
        self.met = 0
        self.port = 0

    async def _meet(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.met += 1
        writer.close()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["Trap"]:
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self

    def links(self) -> list[str]:
        """Ways in which an address of it may be written."""
        here = f"127.0.0.1:{self.port}"
        return [
            f"http://{here}/x", f"https://{here}/x.png", f"//{here}/x", f"http://localhost:{self.port}/",
            f"http://[::ffff:127.0.0.1]:{self.port}/", f"http://2130706433:{self.port}/", f"ws://{here}/",
            f"ftp://{here}/x", f"gopher://{here}/x", f"http://user@{here}/x", f"{here}/x",
            f"[여기](http://{here}/x)", f"<img src=http://{here}/x>", f"![그림](http://{here}/x.png)",
            f"http://{here}/x.mp3", f"file://{here}/x", f"http://0x7f000001:{self.port}/x",
        ]  # fmt: skip


@pytest.fixture
async def trap() -> AsyncIterator[Trap]:
    async with Trap().serve() as trap:
        yield trap
        assert trap.met == 0
        _, writer = await asyncio.open_connection("127.0.0.1", trap.port)
        await until(lambda: trap.met == 1)
        writer.close()
        await writer.wait_closed()


async def test_no_link_of_viewers_or_of_a_model_is_followed(trap: Trap) -> None:
    links = trap.links()
    written = cycle(links)

    def model(_: Any) -> str:
        link = next(written)
        return f"그랬군요. {link} 여기를 봐요.\n---\n그랬군요. {link}"

    async with FaultyOpenAi(write=model).serve() as server, ClientSession() as session:
        about = {"model_url": server.url, "model_key": server.key, "model": server.model}
        async with running(**about) as app:
            overlay = await overlay_socket(session, app)
            assert "hello" in await overlay.receive_str()
            for number, link in enumerate(links):
                emotes = (Emote(link, link),)
                app.hear(line(f"{WORRY} {link}", f"v{number}", name=link, emotes=emotes))
                app.hear(gift(1_000 + number, f"{link} 힘내요", f"d{number}"))
                app.room.enter(Viewer(f"room:{number}", link), f"온유야 {link} 이거 어때요?")
                await hook(session, app.url, number, link)
            await until(lambda: server.requests >= 4, within=30.0)
            await overlay.close()


async def hook(session: ClientSession, url: str, number: int, link: str) -> None:
    folder = settings.data_folder(settings.load())
    keys = ChannelKeys(kept_secret(folder / "hook.key"), lambda *_: 0)
    headers = {
        "Authorization": f"Bearer {keys.token(Platform.ROOM, 'room')}",
        "Idempotency-Key": f"k{number}",
    }
    body = {"donor": link, "message": link, "amount": 1_000, "avatar": link, "image": link}
    async with session.post(f"{url}/hooks/donation", json=body, headers=headers) as answer:
        assert answer.status in (200, 503)


def cards(links: list[str]) -> Iterator[bytes]:
    """Cards whose every field names the trap, as JSON and in pictures."""
    for link in links:
        assets = [{"type": "icon", "uri": link, "name": "main", "ext": "png"}]
        fields: dict[str, Any] = dict.fromkeys(
            ("description", "personality", "scenario", "first_mes", "creator", "system_prompt"),
            link,
        )
        fields |= {"avatar": link, "alternate_greetings": [link], "tags": [link]}
        extensions = {
            "lovelm": {"avatar": link},
            "chub": {"full_path": link, "background_image": link},
        }
        one = v2(**fields, extensions=extensions, character_book={"entries": [{"content": link}]})
        two = v3(**fields, extensions=extensions, assets=assets, source=[link])
        yield json.dumps(one).encode()
        yield picture(text("chara", one), text("ccv3", two))


async def test_no_card_is_asked_for_its_pictures(trap: Trap, own_folder: Path) -> None:
    file = own_folder / "card"
    for content in cards(trap.links()[:3]):
        file.write_bytes(content)
        arguments = ["persona", "import", str(file), "--slug", "mina", "--like", "onyu", "--force"]
        assert await asyncio.to_thread(main, arguments) == 0
    mina = load_all(own=settings.load().data_dir / "personas")["mina"]
    async with running() as app, visiting(app) as visitor, ClientSession() as session:
        assert "http" not in mina.tagline
        await visitor.say(f"{mina.name}아 {WORRY}")
        await visitor.until("reply", within=20.0)
        for path in ("/", "/overlay", "/avatars/mina.svg"):
            async with session.get(f"{app.url}{path}") as answer:
                assert answer.status == 200
                assert f"{trap.port}" not in await answer.text()


def test_what_is_heard_can_hold_such_addresses() -> None:
    """The events above are the ones that platforms bring."""
    assert {"text", "emotes"} <= {*ChatMessage.__struct_fields__} & {*Donation.__struct_fields__}
