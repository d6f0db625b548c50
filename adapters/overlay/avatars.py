"""Drawings of the personas; those who have none of their own are drawn alike, in their colour."""

import html
from pathlib import Path

from aiohttp import web

from core.persona import Persona
from core.ports import Personas

FOLDER = Path(__file__).parent / "static" / "avatars"
ANYBODY = FOLDER / "guest.svg"
# What stands for the colour and the name in that drawing.
TONE, LABEL = "#8E7CC3", 'aria-label="guest"'


def routes(personas: Personas) -> list[web.AbstractRouteDef]:
    """Every persona's drawing as `/avatars/SLUG.svg`."""
    without = [p for p in personas.values() if not (FOLDER / f"{p.slug}.svg").exists()]
    return [*map(_route, without), web.static("/avatars", FOLDER)]


def _route(persona: Persona) -> web.RouteDef:
    label = f'aria-label="{html.escape(persona.name)}"'
    drawing = ANYBODY.read_text("utf-8").replace(TONE, persona.colour).replace(LABEL, label)

    async def show(_: web.Request) -> web.Response:
        return web.Response(text=drawing, content_type="image/svg+xml", charset="utf-8")

    return web.get(f"/avatars/{persona.slug}.svg", show)
