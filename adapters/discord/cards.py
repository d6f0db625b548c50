"""Replies as Discord shows them: text, film cards and buttons."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import discord
from discord.utils import escape_markdown

from core.movies.korean_genres import korean
from core.replies import FilmCard, FilmLink, Reply
from core.safety.outbound import fit

LONGEST = 2_000
FILMS, BUTTONS_IN_ROW = 3, 5
LONGEST_URL, LONGEST_LABEL = 512, 80
ACTION_ROW, BUTTON = 1, 2
SECONDARY, LINK = 2, 5
PUBLISH = "publish"
COLOUR = 0xE8638B

Payload = dict[str, Any]


def line(text: str, parent: str | None = None) -> Payload:
    """A message that pings nobody; a parent that is gone does not cost it."""
    message: Payload = {"content": fit(text, LONGEST), "allowed_mentions": NOBODY.to_dict()}
    if parent is not None:
        message["message_reference"] = {"message_id": parent, "fail_if_not_exists": False}
    return message


def answer(reply: Reply, parent: str | None = None) -> Payload:
    """An answer for everybody."""
    text = reply.chat
    if not reply.crisis:  # a persona's "~~" is a tone, not a strike-through
        text = escape_markdown(text)
    if reply.persona is not None:
        text = f"**{reply.speaker}** {text}"
    message = line(text, parent)
    films = reply.films[:FILMS]
    if films:
        message["embeds"] = [_card(n, film) for n, film in enumerate(films, 1)]
        message["embeds"][-1]["footer"] = {"text": _footer(films)}
        message["components"] = [row for n, f in enumerate(films, 1) if (row := _links(n, f))]
    return message


def private_answer(reply: Reply, publishable: bool = True) -> Payload:
    """An answer for its asker alone, who may show it to all where it is `publishable`; a fixed
    one stays private."""
    message = answer(reply)
    if publishable and reply.persona is not None:
        button = {"type": BUTTON, "style": SECONDARY, "label": "공개하기", "custom_id": PUBLISH}
        message["components"] = [*message.get("components", ()), _row([button])]
    return message


def published(message: discord.Message, by: str) -> Payload:
    """A private answer, shown to all by its asker."""
    return line(f"{escape_markdown(by)} 님이 공개한 답이에요.\n{message.content}") | {
        "embeds": [embed.to_dict() for embed in message.embeds],
        "components": without_publish(message),
    }


def without_publish(message: discord.Message) -> list[Payload]:
    """What stands under `message` besides the button that shows it to all."""
    rows: list[Payload] = [dict(component.to_dict()) for component in message.components]
    return [row for row in rows if not any(b.get("custom_id") for b in row.get("components", ()))]


def _card(number: int, film: FilmCard) -> Payload:
    year = f" ({film.year})" if film.year else ""
    facts = {"등급": RATINGS.get(film.rating, ""), "장르": ", ".join(map(korean, film.genres))}
    more = [f"[{link.name}]({link.url})" for link in _usable(film)[BUTTONS_IN_ROW:]]
    facts["다른 곳"] = " · ".join(more)
    picture: Payload = {"thumbnail": {"url": film.poster}} if film.poster else {}
    return picture | {
        "title": f"{number}. {escape_markdown(film.title)}{year}"[:256],
        "description": film.why,
        "color": COLOUR,
        "fields": [
            {"name": name, "value": value[:1024], "inline": True}
            for name, value in facts.items()
            if value
        ],
    }


def _links(number: int, film: FilmCard) -> Payload | None:
    buttons = [
        {
            "type": BUTTON,
            "style": LINK,
            "label": f"{number}. {link.name}"[:LONGEST_LABEL],
            "url": link.url,
        }
        for link in _usable(film)[:BUTTONS_IN_ROW]
    ]
    return _row(buttons) if buttons else None


def _usable(film: FilmCard) -> list[FilmLink]:
    """Discord refuses the whole message for one link that is too long or no web address."""
    return [
        link
        for link in film.providers
        if len(link.url) <= LONGEST_URL and urlsplit(link.url).scheme in ("http", "https")
    ]


def _row(buttons: Sequence[Payload]) -> Payload:
    return {"type": ACTION_ROW, "components": list(buttons)}


def _footer(films: Sequence[FilmCard]) -> str:
    text = "버튼을 누르면 볼 만한 곳으로 이어져요. 지금 볼 수 있는지는 그곳에서 확인해 주세요."
    credits = {part: None for film in films for part in film.credit.split(" · ") if part}
    return " · ".join((text, *credits))


NOBODY = discord.AllowedMentions.none()
RATINGS = {"ALL": "전체 관람가", "12": "12세 이상", "15": "15세 이상", "19": "청소년 관람불가"}
