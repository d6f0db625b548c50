"""What managers do about gifts: whose words are shown, and what is not said."""

from collections.abc import Callable, Sequence

from core.channels.floor import Deed, Floor, Sight
from core.channels.guilds import Actor, Place
from core.channels.rights import Rights
from core.channels.settings import Level
from core.channels.waiting import ToCheck
from core.gifts.donations import Donations
from core.gifts.gift import given


class GiftDesk(Rights):
    """Raises Forbidden or BadInput, worded for people."""

    floor: Floor
    donations: Donations
    note: Callable[[Actor, Place, str, str, str], object]

    async def gift_words(self, actor: Actor, place: Place) -> Sequence[ToCheck]:
        """What came with gifts and is shown and answered only when somebody says so, oldest
        first; after an hour it never is."""
        return (await self._about(actor, place, "look")).words

    async def approve_gift(self, actor: Actor, place: Place, id: str, on: bool = True) -> bool:
        """Show and answer the words of a gift, or (not `on`) never; False when they wait no
        more."""
        sight = await self._about(actor, place, "approve_gift", id, on)
        if sight.done:
            what = "gift_shown" if on else "gift_hidden"
            self.note(actor, place, what, sight.name or "", sight.viewer)
        return sight.done

    async def skip_gift(self, actor: Actor, place: Place, id: str = "") -> bool:
        """Say nothing (more) aloud for a gift, or ("") for the first that is or will be spoken;
        its thanks in chat and its alert stay. False when there was none."""
        done = (await self._about(actor, place, "skip_gift", id)).done
        if done:
            self.note(actor, place, "gift_skipped", "", "")
        return done

    async def donations_to_check(self, actor: Actor, place: Place) -> list[ToCheck]:
        """Gifts of which nobody knows whether their thanks were seen, newest first."""
        self._channel(actor, place, Level.MANAGER)
        gifts = await self.donations.checks(place.platform, place.channel)
        return [
            ToCheck(
                id=gift.event.id,
                viewer=gift.event.viewer.id,
                name=gift.event.viewer.name,
                given=given(gift.event),
                text=gift.event.text,
                at=gift.event.at,
            )
            for gift in gifts
        ]

    async def donation_checked(self, actor: Actor, place: Place, id: str) -> bool:
        """Somebody saw to it; False when there was nothing to be checked."""
        checks = await self.donations_to_check(actor, place)
        found = next((gift for gift in checks if gift.id == id), None)
        if found is None or not await self.donations.acknowledged([id]):
            return False
        self.note(actor, place, "gift_checked", found.name, found.viewer)
        return True

    async def _about(
        self, actor: Actor, place: Place, what: str, id: str = "", on: bool = False
    ) -> Sight:
        self.check(actor, place, Level.MANAGER)
        deed = Deed(do=what, platform=place.platform, channel=place.channel, id=id, on=on)
        return await self.floor.do(deed)
