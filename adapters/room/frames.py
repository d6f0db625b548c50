"""What the room's page and the server tell each other."""

from typing import Any

import msgspec
from msgspec import Struct

from core.errors import BadInput
from core.events import ChatMessage, Donation
from core.movies.korean_genres import korean
from core.persona import Persona
from core.replies import FilmCard, Notice, Receipt, Reply

LONGEST_TEXT = 500
LARGEST_DONATION = 10_000_000


class ChatFrame(Struct, tag_field="type", tag="chat"):
    text: str


class DonationFrame(Struct, tag_field="type", tag="donation"):
    amount: int
    text: str = ""


_decoder: msgspec.json.Decoder[ChatFrame | DonationFrame] = msgspec.json.Decoder(
    ChatFrame | DonationFrame
)


def read(data: str, demo: bool) -> ChatFrame | DonationFrame:
    """A frame from the page. Raises BadInput with a sentence for its writer."""
    try:
        frame = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadInput("알아볼 수 없는 메시지예요. 새로고침한 뒤 다시 보내 주세요.") from error
    if len(frame.text) > LONGEST_TEXT:
        raise BadInput(f"한 번에 {LONGEST_TEXT}자까지 보낼 수 있어요. 나눠서 보내 주세요.")
    if isinstance(frame, DonationFrame):
        if not demo:
            raise BadInput("이 방에서는 후원을 받지 않아요.")
        if not 0 < frame.amount <= LARGEST_DONATION:
            raise BadInput("후원 금액은 1원부터 1,000만 원까지예요.")
    return frame


def chat(event: ChatMessage | Donation) -> dict[str, Any]:
    """A viewer's line."""
    amount = event.amount if isinstance(event, Donation) else None
    return {
        "type": "chat",
        "id": event.id,
        "viewer": {"id": public_id(event.viewer.id), "name": event.viewer.name},
        "text": event.text,
        "at": event.at,
        "donation": None if amount is None else {"amount": amount, "unit": "원"},
        "platform": event.platform,
    }


def reply(answer: Reply) -> dict[str, Any]:
    """A persona's answer, or a fixed crisis answer."""
    return {
        "type": "reply",
        "id": f"reply:{answer.turn_id}",
        "in_reply_to": answer.in_reply_to[-1] if answer.in_reply_to else None,
        "persona": answer.persona,
        "text": answer.chat,
        "emotion": answer.emotion,
        "films": [film(card) for card in answer.films],
        "crisis": answer.crisis,
    }


def film(card: FilmCard) -> dict[str, Any]:
    """A film card, genres in Korean."""
    return {
        "title": card.title,
        "year": card.year,
        "genres": [korean(genre) for genre in card.genres],
        "rating": card.rating,
        "why": card.why,
        "providers": [{"name": p.name, "url": p.url} for p in card.providers],
        "poster": card.poster,
        "credit": card.credit,
    }


def receipt(promise: Receipt) -> dict[str, Any]:
    return {
        "type": "receipt",
        "in_reply_to": promise.in_reply_to,
        "position": promise.position,
        "eta_s": promise.eta_s,
    }


def notice(line: Notice) -> dict[str, Any]:
    return {"type": "notice", "text": line.text, "in_reply_to": line.in_reply_to}


def persona(who: Persona) -> dict[str, Any]:
    return {"slug": who.slug, "name": who.name, "tagline": who.tagline, "colour": who.colour}


def public_id(viewer: str) -> str:
    """A viewer's id as others may see it: enough to colour a name, not to be the viewer."""
    return viewer[-6:]
