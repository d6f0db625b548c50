"""Every boundary between the core and what surrounds it."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Generic, Protocol, TypeVar

from core.events import Event
from core.persona import Persona, Voice
from core.pipeline.brief import Brief, Draft
from core.replies import Notice, Receipt, Reply
from core.sound import Utterance
from core.turns import State, Turn
from core.understanding.reading import Prediction

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

Clock = Callable[[], float]
# Takes an event and returns at once; False when its words must not be shown again.
Hear = Callable[[Event], bool]


class Adapter(Protocol):
    """One chat platform."""

    @property
    def platform(self) -> str: ...

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled, handing each event to `hear`, which returns at once.

        Raises AuthExpired when a person must act; everything else is retried inside.
        """

    async def say(self, reply: Reply) -> None:
        """Say `reply` in its channel.

        Raises SendRejected (never will be), RateLimited or Disconnected (not said, may
        be tried again), SendUnknown (may have been said: never again).
        """

    async def receipt(self, receipt: Receipt) -> None:
        """Tell a viewer that the turn is queued, where the platform shows that."""

    async def notify(self, notice: Notice) -> None:
        """Say a line of the service itself."""


class Delivery(Protocol[T_co]):
    """One item taken from a topic; acknowledged after its work is done."""

    @property
    def item(self) -> T_co: ...

    async def ack(self) -> None: ...


class Topic(Protocol, Generic[T]):
    """A stream of work, read by groups; each group sees every item once."""

    async def put(self, item: T) -> None: ...

    def listen(self, group: str) -> AsyncIterator[Delivery[T]]: ...


class Turns(Protocol):
    """The durable state of every turn."""

    async def accept(self, turns: Sequence[Turn]) -> list[Turn]:
        """Store new turns in one transaction; returns those that were not known before."""

    async def answered(self, turn_id: str, reply: Reply) -> None: ...

    async def move(self, turn_id: str, state: State, why: str = "") -> None: ...

    async def unfinished(self, since: float) -> list[tuple[Turn, State, Reply | None]]:
        """Turns accepted after `since` (Unix seconds) that are not said, unknown or dropped."""


class ChatLog(Protocol):
    """What was said in chat, written behind."""

    def append(self, event: Event) -> None:
        """Remember `event`; never waits. The oldest unwritten are dropped when full."""

    async def flush(self) -> None: ...


class Classifier(Protocol):
    """Intent, emotion and love situation of short texts."""

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction a text, in order. Blocks for about 0.1 ms a text."""


class Responder(Protocol):
    """Writes a persona's counsel or small talk."""

    @property
    def name(self) -> str: ...

    async def respond(self, brief: Brief) -> Draft:
        """The answer, slots filled. Raises ModelError when none can be had in time."""


class Speech(Protocol):
    """A voice. `label` is shown beside the speaker's name; empty for a voice of one's own."""

    @property
    def label(self) -> str: ...

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """`text` as sound with the times of its sentences. Raises SpeechError."""


Personas = dict[str, Persona]
