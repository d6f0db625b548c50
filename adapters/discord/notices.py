"""Lines of the service as Discord shows them."""

from adapters.discord import cards
from adapters.discord.desk.story import likable
from adapters.discord.rest import Payload
from core.channels.guilds import Place
from core.replies import Notice


def shown(notice: Notice, parent: str | None) -> Payload:
    """With a button under the thanks for a story."""
    message = cards.line(notice.text, parent)
    if notice.story:
        place = Place(notice.platform, notice.channel)
        message["components"] = [likable(place, notice.story)]
    return message
