"""Every persona has a face, also one that nobody drew."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.overlay import avatars
from personas.loader import load_all

FOUR = load_all()
GUEST = replace(FOUR["onyu"], slug="mina", name='<미나&">', colour="#123456", guest=True)


@pytest.mark.parametrize("slug", [*FOUR, "mina"])
async def test_a_face_is_there(slug: str) -> None:
    app = web.Application()
    app.add_routes(avatars.routes(FOUR | {"mina": GUEST}))
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(f"/avatars/{slug}.svg")
        drawing = ElementTree.fromstring(await answer.text())
        assert (await client.get("/avatars/nobody.svg")).status == 404
    assert (answer.status, answer.content_type) == (200, "image/svg+xml")
    # What the page moves.
    parts = {part for node in drawing.iter() for part in node.get("class", "").split()}
    assert {"mouth-open", "mouth-closed", "eye-open", "eye-happy", "bust", "brows"} <= parts
    if slug == "mina":
        assert drawing.get("aria-label") == '<미나&">'
        colours = {node.get("fill") for node in drawing.iter()}
        assert "#123456" in colours
        assert avatars.TONE not in colours
