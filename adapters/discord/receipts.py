"""How viewers learn on Discord that their turn is queued."""

from collections.abc import Awaitable, Callable, Sequence

from discord.utils import escape_markdown

from adapters.discord import cards, places
from adapters.discord.asks import Asks
from adapters.discord.outbound import Outbound, nonce
from adapters.discord.rest import Payload
from core.delivery.gathering import Gathering
from core.replies import Receipt, together

RECEIPT_FROM = 10


class Receipts:
    """Said in chat only for waits over ten seconds; shorter ones show that the bot types, and a
    slash command shows by itself that it waits."""

    def __init__(
        self,
        asks: Asks,
        outbound: Outbound,
        post: Callable[[str, Payload, str], Awaitable[None]],
    ) -> None:
        """`post` says a message in a channel, with its nonce."""
        self._asks = asks
        self._outbound = outbound
        self._post = post
        self._gathering = Gathering(
            self._say, lambda receipts: len(_text(receipts)) <= cards.LONGEST
        )

    async def tell(self, receipt: Receipt) -> None:
        """Raises as core.ports.Adapter.say does."""
        if self._asks.about(receipt.in_reply_to) is not None:
            return
        if receipt.eta_s <= RECEIPT_FROM:
            return await self._outbound.online().typing(places.id_of(receipt.channel))
        await self._gathering.tell(receipt)

    async def _say(self, receipts: Sequence[Receipt]) -> None:
        """One stands under what it answers; of several each is named."""
        first, *others = receipts
        about = nonce(f"receipt:{' '.join(one.in_reply_to for one in receipts)}")
        if others:
            message = cards.line(_text(receipts))
        else:
            message = cards.line(first.text, places.message(first.in_reply_to))
        await self._post(first.channel, message, about)


def _text(receipts: Sequence[Receipt]) -> str:
    return escape_markdown(together(receipts))
