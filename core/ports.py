"""Every boundary between the core and what surrounds it."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Generic, Protocol, TypeVar, runtime_checkable

from core.events import Event
from core.fleet.news import News
from core.persona import Persona, Voice
from core.pipeline.brief import Brief, Draft
from core.replies import Notice, Receipt, Reply
from core.show.sound import Utterance
from core.understanding.reading import Prediction

# Deliveries of one item before it is given up.
TRIES = 3

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

Clock = Callable[[], float]
# Takes an event and returns at once; False when its words must not be shown again.
Hear = Callable[[Event], bool]


class Adapter(Protocol):
    """One chat platform."""

    @property
    def platform(self) -> str: ...

    @property
    def connected(self) -> bool:
        """Whether it hears now."""

    # Wired up later: called when a connection ended that is made again.
    lost: Callable[[], object]

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong and how to mend it, by channel or part, worded for streamers."""

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled, handing each event to `hear`, which returns at once.

        Raises AuthExpired when a person must act; everything else is retried inside.
        """

    def delay(self, reply: Reply) -> float:
        """Seconds until its platform takes `reply`, as far as its limit is known."""

    async def say(self, reply: Reply) -> None:
        """Say `reply` in its channel.

        Raises SendRejected (never will be), RateLimited or Disconnected (not said, may
        be tried again), SendUnknown (may have been said: never again).
        """

    async def receipt(self, receipt: Receipt) -> None:
        """Tell a viewer that the turn is queued, where the platform shows that."""

    async def notify(self, notice: Notice) -> None:
        """Say a line of the service itself."""


class Memory(Protocol):
    """A platform that can tell afterwards what was said there."""

    async def was_said(self, reply: Reply) -> bool | None:
        """Whether `reply` is to be seen there; None when that cannot be known.

        Raises PlatformError when it cannot be asked now.
        """


@runtime_checkable
class Divided(Protocol):
    """A platform whose channels several processes divide among them."""

    # Wired up later: called when `units` changed.
    found: Callable[[], object]

    @property
    def units(self) -> Collection[str]:
        """Everything that exactly one process should serve: ids of channels, as events and
        replies name them, or of parts of the platform."""

    def serve(self, units: Collection[str] | None, slot: int = 0, of: int = 1) -> None:
        """Hear and speak in these only from now on; None: in all, as at the beginning.

        Never waits. What is given up is heard no more from this call on, and to say something
        there raises Disconnected; without any unit it counts as connected. `slot` is a number
        that no other process has, where the platform needs one; `of` how many processes share
        the account's limits.
        """


class Delivery(Protocol[T_co]):
    """One item taken from a topic; acknowledged after its work is done.

    `attempt` counts from 1. `fence` grows with each delivery of the same item: what a later one
    has written, an earlier one that was only stopped for a while must not write over.
    """

    @property
    def item(self) -> T_co: ...

    @property
    def attempt(self) -> int: ...

    @property
    def fence(self) -> int: ...

    async def ack(self) -> None:
        """The work is done. Too late, when the item was given to somebody else, does nothing."""

    async def fail(self, why: str) -> None:
        """The work cannot be done: deliver it again soon or, after TRIES, to the dead letters."""


class Topic(Protocol, Generic[T]):
    """A stream of work, read by groups; each group gets every item at least once.

    Each item is in one lane, in order there; a group's listeners share what is in their lanes.
    """

    async def put(self, item: T) -> None:
        """Raises TopicError when it is not taken in time; it may then be there all the same."""

    async def put_all(self, items: Sequence[T]) -> None:
        """Many at once; raises as `put`, when some of them may be there."""

    def listen(
        self, group: str, lanes: Collection[str] | None = None
    ) -> AsyncIterator[Delivery[T]]:
        """Deliveries for ever, of all lanes or of those in `lanes` at the time (it may change).

        An item stays its listener's as long as anybody holds its Delivery.
        """

    async def waiting(self) -> int:
        """How many items are not acknowledged yet, in each group that is to have them."""

    async def dead_letters(self) -> int:
        """How many items were given up in the last day, as often as a group gave one up; who has
        dealt with one may delete it."""


class Broadcast(Protocol):
    """News for every process that listens, the sender too; nobody else will ever hear them."""

    async def send(self, kind: str, payload: object = None) -> None:
        """`payload` is anything msgspec writes. Raises TopicError when it is not sent in time."""

    def listen(self) -> AsyncIterator[News]:
        """News from this call on, payloads as JSON has them; MISSED when some may be lost."""


class Leases(Protocol):
    """Names that one process at a time works for, divided fairly among those that ask.

    Wired up later: `changed` is called after `mine` changed.
    """

    changed: Callable[[], object]

    @property
    def mine(self) -> Collection[str]:
        """Names held now: always the same object, empty as soon as they may be another's."""

    @property
    def granted(self) -> Collection[str]:
        """Names that were held when that was known last; nobody may have told since."""

    def ask(self, names: Collection[str]) -> None:
        """Hold a fair share of `names` from soon on, and no others."""

    def fence(self, name: str) -> int | None:
        """Greater each time that `name` is taken by anybody; None when it is not held."""


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
