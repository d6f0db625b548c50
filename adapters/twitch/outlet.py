"""How the bot speaks in its channels: within Twitch's limits, and each line at most once."""

import asyncio
from collections.abc import Callable, Iterable

from adapters.twitch.echoes import Echo, Echoes
from adapters.twitch.helix import Helix
from adapters.twitch.pace import Pace
from adapters.twitch.problems import ABOUT_THE_LINE, CREDENTIALS, dropped, silent
from core.errors import AuthExpired, PlatformError, SendRejected, SendUnknown
from core.events import Viewer
from core.safety.outbound import fit

MESSAGE_LENGTH = 500
# Whoever waits for a line gives up after a minute and then cannot know whether it was said.
PATIENCE = 40.0
# How long the echo of a line is waited for after its answer was lost, and the other way round.
ECHO_WITHIN = 3.0
ANSWER_WITHIN = 1.0
DUPLICATE = "msg_duplicate"


class Outlet:
    """One account's way to speak. `problems` tells why it may not, by channel id."""

    def __init__(
        self, helix: Helix, listening: Callable[[], bool], said: Iterable[float] = ()
    ) -> None:
        """`listening` says whether the bot's own lines would be heard; `said`, how many seconds
        ago its last lines were said before a restart, the oldest first."""
        self._helix = helix
        self._listening = listening
        self._pace = Pace()
        self._pace.resume(said)
        self._echoes = Echoes()
        self.problems: dict[str, str] = {}

    def share(self, of: int) -> None:
        """So many processes speak with this account from now on."""
        self._pace.share.set(of)

    def own(self, channel: str, text: str, moderator: bool) -> None:
        """The live socket shows a line of the bot's account."""
        self._pace.moderates(channel, moderator)
        self._echoes.hear(channel, text)

    def delay(self, channel: str, urgent: bool) -> float:
        """Seconds until one more line may be said in `channel`."""
        return self._pace.delay(channel, urgent)

    async def say(
        self,
        channel: str,
        text: str,
        reply_to: str | None = None,
        to: Viewer | None = None,
        urgent: bool = False,
        owed: bool = False,
    ) -> None:
        """Say `text`. Raises the errors that `Adapter.say` names.

        Twitch takes the same line again only after 30 seconds, so that it is said to its reader
        by name instead of in a thread. Said so already, what is `owed` for money waits, and
        anything that is not `urgent` is refused: its reader has it before their eyes, and
        nobody else's answer should wait for it.
        """
        latest = asyncio.get_running_loop().time() + PATIENCE
        text = fit(text, MESSAGE_LENGTH)
        again_in = self._pace.again_in(channel, text)
        if again_in > 0 and to is not None:
            text, reply_to = fit(f"@{to.name} {text}", MESSAGE_LENGTH), None
            again_in = self._pace.again_in(channel, text)
        if again_in > 0 and owed:
            await asyncio.sleep(again_in)
        elif again_in > 0 and not urgent:
            raise SendRejected(DUPLICATE)
        try:
            await self._in_turn(channel, text, reply_to, urgent, latest)
        except SendRejected as error:
            # A parent that was deleted or never existed must not cost the answer.
            if reply_to is None or not error.reason.startswith("400"):
                raise
            await self._in_turn(channel, text, None, urgent, latest)

    async def _in_turn(
        self, channel: str, text: str, reply_to: str | None, urgent: bool, latest: float
    ) -> None:
        """Say it once one more line may be said. Raises RateLimited when that is after `latest`."""
        within = latest - asyncio.get_running_loop().time()
        async with self._pace.slot(channel, urgent, within):
            await self._say(channel, text, reply_to)

    async def _say(self, channel: str, text: str, reply_to: str | None) -> None:
        self._pace.said(channel, text)
        try:
            with self._echoes.awaited(channel, text) as echo:
                error = await self._outcome(channel, text, reply_to, echo)
            if error is not None:
                raise error
        except SendUnknown:
            raise
        except AuthExpired as error:
            self._pace.unsaid(channel, text)
            self.problems[channel] = CREDENTIALS
            raise SendRejected(str(error)) from None
        except SendRejected as error:
            if error.reason != DUPLICATE:
                self._pace.unsaid(channel, text)
            self._note(channel, error.reason)
            raise
        except PlatformError:
            self._pace.unsaid(channel, text)
            raise
        self.problems.pop(channel, None)

    async def _outcome(
        self, channel: str, text: str, reply_to: str | None, echo: Echo
    ) -> PlatformError | None:
        """What became of one request: None when its answer or the line's echo says that it
        was said, whichever comes."""
        async with asyncio.TaskGroup() as tasks:
            posting = tasks.create_task(self._posted(channel, text, reply_to), name="post")
            hearing = tasks.create_task(echo.heard.wait(), name="echo")
            await asyncio.wait({posting, hearing}, return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                await asyncio.wait({posting}, timeout=ANSWER_WITHIN)
            error = posting.result() if posting.done() else None
            if isinstance(error, SendUnknown) and self._listening():
                await asyncio.wait({hearing}, timeout=ECHO_WITHIN)
            posting.cancel()
            hearing.cancel()
        return None if isinstance(error, SendUnknown) and echo.heard.is_set() else error

    async def _posted(self, channel: str, text: str, reply_to: str | None) -> PlatformError | None:
        """Told, not raised: a TaskGroup would wrap it."""
        try:
            await self._helix.say(channel, text, reply_to)
        except PlatformError as error:
            return error
        return None

    def _note(self, channel: str, reason: str) -> None:
        """Keep for the streamer why a line was refused, where that lies in the channel."""
        if reason.startswith(("401", "403")):
            self.problems[channel] = silent(reason)
        elif not reason[:1].isdigit() and reason not in ABOUT_THE_LINE:
            self.problems[channel] = dropped(reason)
