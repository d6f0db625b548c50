"""The viewers' help page, in Korean and in English."""

import html
from pathlib import Path

from aiohttp import web

from core.commands.viewing import LONGEST_TAGLINE
from core.korean import fill
from core.persona import Persona
from core.ports import Personas
from core.safety.outbound import Outbound

FOLDER = Path(__file__).parent
PATH = "/help"


class Guide:
    """Written by hand; only who is there and how the bot is called are filled in."""

    def __init__(self, personas: Personas, bot_name: str) -> None:
        clean = Outbound().clean

        def tagline(persona: Persona) -> str:
            # A guest's file may be made of another person's card.
            return html.escape(clean(persona.tagline, LONGEST_TAGLINE))

        slots = {
            "{{bot}}": html.escape(bot_name),
            "{{call}}": html.escape(fill("{name:아/야}", {"name": bot_name})),
            "{{cast}}": "\n".join(_card(one, tagline(one)) for one in personas.values()),
        }
        self._pages = {name: _filled(name, slots) for name in (KOREAN, ENGLISH)}

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get(PATH, self._korean),
            web.get(f"{PATH}/en", self._english),
            web.static(f"{PATH}/static", FOLDER / "static"),
        ]

    async def _korean(self, _: web.Request) -> web.StreamResponse:
        return self._page(KOREAN)

    async def _english(self, _: web.Request) -> web.StreamResponse:
        return self._page(ENGLISH)

    def _page(self, name: str) -> web.Response:
        return web.Response(text=self._pages[name], content_type="text/html", charset="utf-8")


def _filled(name: str, slots: dict[str, str]) -> str:
    page = (FOLDER / "pages" / name).read_text("utf-8")
    for slot, text in slots.items():
        page = page.replace(slot, text)
    return page


def _card(persona: Persona, tagline: str) -> str:
    return (
        f'<li class="who"><img src="/avatars/{persona.slug}.svg" alt="" width="64" height="64">'
        f'<div><b>{html.escape(persona.name)}</b><span class="tagline">{tagline}</span></div></li>'
    )


KOREAN, ENGLISH = "korean.html", "english.html"
