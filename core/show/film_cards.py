"""Films as cards on the overlay."""

from typing import Any

from core.channels.settings import Pet
from core.replies import Reply


def film_cards(reply: Reply, pet: Pet) -> dict[str, Any]:
    """The event that shows the films of `reply`, hosted by `pet`."""
    films = [
        {"title": f.title, "year": f.year, "why": f.why}
        | ({"poster": f.poster, "credit": f.credit} if f.poster else {})
        for f in reply.films
    ]
    return {"type": "films", "persona": reply.persona, "pet": pet, "films": films}
