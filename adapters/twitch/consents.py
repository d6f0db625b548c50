"""Asks Twitch, at the start and every hour, whether what accounts consented to still counts.

Twitch requires it of chatbots, although the application's own token is what they call with:
https://dev.twitch.tv/docs/authentication/validate-tokens/
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import NoReturn

from adapters.twitch.oauth import TwitchOAuth
from core.credentials import Credentials
from core.errors import AuthExpired, PlatformError
from core.grants import Grant, Grants
from core.labels import Platform
from core.ports import Clock

log = logging.getLogger(__name__)

EVERY = 3600.0


class Consents:
    """The consents of every Twitch account in `grants`."""

    def __init__(self, oauth: TwitchOAuth, grants: Grants, clock: Clock) -> None:
        self._oauth = oauth
        self._grants = grants
        self._clock = clock

    async def run(self) -> NoReturn:
        """Check every hour, until cancelled."""
        while True:
            await self.check()
            await asyncio.sleep(EVERY)

    async def check(self) -> Sequence[tuple[Grant, str]]:
        """Every grant with what is wrong with it, if anything."""
        found = []
        for grant in await self._grants.list(Platform.TWITCH):
            try:
                found.append((await self._valid(grant), ""))
            except AuthExpired as error:
                found.append((grant, str(error)))
                log.error(
                    "consent withdrawn; connect again",
                    extra={"platform": "twitch", "kind": grant.kind, "why": str(error)},
                )
            except PlatformError as error:
                log.warning("consent not checked", extra={"why": str(error)})
        return found

    async def _valid(self, grant: Grant) -> Grant:
        store = self._grants.open(grant.platform, grant.kind, grant.account)
        credentials = Credentials(store, self._oauth.renew, self._clock)
        try:
            token = await credentials.token()
            try:
                return await self._oauth.validate(token)
            except AuthExpired:
                return await self._oauth.validate(await credentials.renew(token))
        finally:  # a renewal that nobody waits for any more must still be saved
            await credentials.close()
