"""One streamer's consent: a session that is listened to, and a way to speak."""

import asyncio
import logging
from collections.abc import Callable

import aiohttp
import msgspec

from adapters.chzzk.api import OpenApi
from adapters.chzzk.echoes import Echoes
from adapters.chzzk.frames import SocketEvent, System
from adapters.chzzk.outlet import Outlet
from adapters.chzzk.parse import Parser
from adapters.chzzk.problems import Trouble, Unusable, explain
from adapters.chzzk.socket import SessionSocket
from adapters.chzzk.subscriptions import Subscriptions, patiently
from adapters.supervise import supervise
from core.errors import AuthExpired, Disconnected, SendRejected
from core.ports import Clock, Hear

log = logging.getLogger(__name__)

# Where a trouble shows: parts other than these fail one by one.
SESSION = "session"


class Account:
    """Reads one streamer's session and answers from that streamer's account.

    `channel` is "" until Chzzk told whose it is; `name` is that channel's, or "" where the
    permission to ask is missing. `connected` while chat is heard, not `alive` while a refused
    credential waits for a new consent.
    """

    def __init__(
        self,
        api: OpenApi,
        label: str,
        clock: Clock,
        taken: Callable[["Account", str], bool],
        changed: Callable[[], None],
        said: dict[str, list[float]],
        lost: Callable[[], object] = lambda: None,
    ) -> None:
        """`label` is for logs. `taken` tells whether another account serves a channel already;
        `changed` hears that `channel` or `alive` did; `said` is when lines were said before a
        restart, by channel, and whoever serves one takes it. `lost` hears that a session ended."""
        self.label = label
        self.channel = ""
        self.name = ""
        self.connected = False
        self.alive = True
        self._api = api
        self._clock = clock
        self._lost = lost
        self._taken = taken
        self._changed = changed
        self._said = said
        self._parser = Parser(Echoes())
        self._outlet = Outlet(api, self._parser.echoes, lambda: self.connected, clock)
        self._troubles: dict[str, str] = {}

    @property
    def unit(self) -> str:
        """The channel's id, or what stands for it as long as nobody told that."""
        return self.channel or self._api.unit

    @property
    def problems(self) -> str:
        """Everything that is wrong with this account, for its streamer; "" when all is well."""
        return " ".join(self._troubles.values())

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled."""
        self.alive = True
        await supervise(self.label, lambda: self._listen(hear), self._renewed, self._lost)

    async def _renewed(self) -> None:
        self.alive = False
        self._changed()
        await self._api.renewed()
        self.alive = True

    def delay(self, urgent: bool) -> float:
        """Seconds until one more line may be said."""
        return self._outlet.delay(urgent)

    async def say(self, line: str, urgent: bool, patience: float) -> None:
        """Say `line` in the channel. Raises the errors that `Adapter.say` names."""
        try:
            await self._outlet.send(line, urgent, patience)
        except SendRejected as error:
            if error.reason.startswith("403"):
                self._troubles[Trouble.SPEECH] = explain(Trouble.SPEECH, error.reason)
            raise
        except AuthExpired as error:
            self._troubles[SESSION] = explain(Trouble.CREDENTIAL)
            raise SendRejected(str(error)) from None
        self._troubles.pop(Trouble.SPEECH, None)
        if self.connected:  # then nothing but a refused credential can have stood there
            self._troubles.pop(SESSION, None)

    async def _listen(self, hear: Hear) -> None:
        """One session, from beginning to end. Raises Disconnected or AuthExpired."""
        try:
            await self._follow(hear)
        except AuthExpired:
            self._troubles = {SESSION: explain(Trouble.CREDENTIAL)}
            raise
        except Unusable as error:
            self._troubles[SESSION] = explain(error.trouble, error.why)
            raise
        except Disconnected:
            self._troubles[SESSION] = explain(Trouble.CONNECTION)
            raise
        finally:
            self.connected = False

    async def _follow(self, hear: Hear) -> None:
        me = await patiently(self._api.me)
        if me is not None:
            self._belongs_to(*me)
        elif self.channel:  # told in a session that may have ended before it was kept
            await self._api.named(self.channel, "")
        url = await self._session_url()
        try:
            async with aiohttp.ClientSession() as client, asyncio.TaskGroup() as tasks:

                def told(channel: str) -> None:
                    if not self.channel:
                        self._belongs_to(channel, "")
                        tasks.create_task(self._api.named(channel, ""), name="name")

                subscriptions = Subscriptions(self._api, tasks, self._granted, self._refused)
                socket = SessionSocket(
                    client,
                    url,
                    lambda event: self._notify(event, hear, told),
                    lambda system: self._system(system, subscriptions, told),
                )
                await socket.run()
        except ExceptionGroup as group:
            raise _gravest(group) from None

    async def _session_url(self) -> str:
        try:
            return await patiently(self._api.session_url)
        except SendRejected as error:  # too many sessions, or a permission not granted yet
            log.error("no session", extra={"part": self.label, "why": error.reason})
            raise Unusable(Trouble.SESSION, error.reason) from error

    def _belongs_to(self, channel: str, name: str) -> None:
        # Two that listened to one channel would answer everything twice, and each other.
        if self._taken(self, channel):
            log.error("channel connected twice", extra={"part": self.label})
            self.channel = self.name = ""
            raise Unusable(Trouble.TWICE)
        self.channel, self.name = channel, name
        self._parser.channel = channel
        self._outlet.resume(self._said.pop(channel, ()))
        self._changed()

    def _system(
        self, system: System, subscriptions: Subscriptions, told: Callable[[str], None]
    ) -> None:
        data = system.data
        if system.type == "connected" and data is not None and data.session_key:
            subscriptions.begin(data.session_key)
        elif system.type == "subscribed" and data is not None and data.channel_id:
            told(data.channel_id)
        elif system.type in ("revoked", "unsubscribed"):
            subscriptions.withdrawn(system)

    def _granted(self, kind: Trouble) -> None:
        self._troubles.pop(kind, None)
        if kind is Trouble.CHAT:
            self._troubles.pop(SESSION, None)
            self.connected = True
            log.info("chzzk listening", extra={"part": self.label})

    def _refused(self, kind: Trouble, why: str) -> None:
        self._troubles[kind] = explain(kind, why)

    def _notify(self, received: SocketEvent, hear: Hear, told: Callable[[str], None]) -> None:
        try:
            event = self._parser.parse(received.name, received.data, self._clock())
        except msgspec.DecodeError as error:
            log.warning("event not readable", extra={"kind": received.name, "why": str(error)})
            return
        if event is None:
            return
        if event.channel:
            told(event.channel)
        try:
            hear(event)
        except Exception:  # whatever one event does, the next ones must be heard
            log.exception("event not heard", extra={"kind": received.name})


def _gravest(group: ExceptionGroup[Exception]) -> Exception:
    """Why a session ended: a dead credential before all else."""
    errors = sorted(group.exceptions, key=lambda error: not isinstance(error, AuthExpired))
    return errors[0]
