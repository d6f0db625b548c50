"""What goes out again: an answer, or the promise of one."""

from collections.abc import Sequence

from msgspec import Struct

from core.events import Emote, Viewer
from core.labels import Emotion, Intent, Platform
from core.spending.spent import Spent

# Characters of a chat line that a speaker's tag and the platform's own limit leave.
CHAT_LIMIT: dict[Platform, int] = {
    Platform.CHZZK: 90,
    Platform.TWITCH: 480,
    Platform.DISCORD: 1_900,
    Platform.ROOM: 480,
}


MINUTE = 60


class FilmLink(Struct, frozen=True):
    """Where a film is, or where to search for it when that is not known."""

    name: str
    url: str


class FilmCard(Struct, frozen=True, kw_only=True):
    """A film as it is shown. `genres` are TMDB's English names, `rating` ALL, 12, 15, 19 or "".

    `poster` is a picture's address; `credit` must stand wherever the card is shown. Both may be "".
    """

    id: str
    title: str
    year: int | None
    genres: tuple[str, ...]
    rating: str
    score: float
    why: str
    providers: tuple[FilmLink, ...] = ()
    poster: str = ""
    credit: str = ""


class Part(Struct, frozen=True):
    """What one of several personas says in one reply."""

    persona: str
    speaker: str
    text: str


class Reply(Struct, frozen=True, kw_only=True):
    """An answer. `chat` is said in chat, `speech` aloud on the overlay ("" = nothing of it).

    A crisis answer has no persona, no speech and no films.
    """

    turn_id: str
    platform: Platform
    channel: str
    viewer: Viewer
    in_reply_to: tuple[str, ...]
    question: str
    persona: str | None
    speaker: str
    chat: str
    speech: str
    emotion: Emotion
    intent: Intent
    films: tuple[FilmCard, ...] = ()
    crisis: bool = False
    model: str = ""
    token: str | None = None
    # A donation's amount as people say it, and in won.
    donation: str = ""
    won: int = 0
    # Ids of what was given that this line acknowledges once it is said.
    acknowledges: tuple[str, ...] = ()
    # Spoken only: chat has had its line.
    aloud: bool = False
    # Seen by its viewer alone: nothing of it is for the overlay.
    private: bool = False
    # Several personas answered, spoken one after another; `speech` is all of it.
    parts: tuple[Part, ...] = ()
    # What the question showed besides words.
    emotes: tuple[Emote, ...] = ()
    # What writing it came to, and when that began (Unix seconds; 0 = nobody knows).
    spent: Spent = Spent()
    begun: float = 0.0
    # When what it answers was written, and when it was itself (Unix seconds; 0 = nobody knows).
    heard: float = 0.0
    written: float = 0.0
    # Its turn's.
    home: str = ""
    # Its turn's: whoever waits for it is told when it does not come.
    promised: bool = False
    # Nobody asked for it: it gives way to whoever writes.
    unasked: bool = False
    # A story that is read, or the reactions to one: on the overlay newer answers do not push it out.
    story: bool = False

    @property
    def asked(self) -> bool:
        """Whether its viewer asked for it, and did not give for it or send a story."""
        return not (self.paid or self.story or self.unasked)

    @property
    def paid(self) -> bool:
        """Whether something was given with what it answers."""
        return bool(self.acknowledges or self.won) or self.aloud


class Receipt(Struct, frozen=True):
    """The promise of an answer: `position` from 1, `eta_s` in seconds."""

    platform: Platform
    channel: str
    viewer: Viewer
    in_reply_to: str
    position: int
    eta_s: int
    # In which language it is told.
    english: bool = False

    @property
    def text(self) -> str:
        """As chat shows it."""
        if self.english:
            return f"Got it: number {self.position}, about {_about(self.eta_s)} (the counsellors are AI)"
        return f"접수됐어요, {self.position}번째, 약 {_wait(self.eta_s)} (상담사는 AI예요)"


def together(receipts: Sequence[Receipt]) -> str:
    """Several as one line of chat shows them, each with its viewer's name."""
    etas = sorted(one.eta_s for one in receipts)
    if receipts[0].english:
        waits = " to ".join(dict.fromkeys((_about(etas[0]), _about(etas[-1]))))
        places = [f"{' '.join(one.viewer.name.split())} number {one.position}" for one in receipts]
        return f"Got it: {', '.join(places)} (about {waits}, the counsellors are AI)"
    waits = "~".join(dict.fromkeys((_wait(etas[0]), _wait(etas[-1]))))
    names = [f"{' '.join(one.viewer.name.split())}님 {one.position}번째" for one in receipts]
    return f"접수됐어요. {', '.join(names)} (약 {waits}, 상담사는 AI예요)"


def _wait(seconds: int) -> str:
    return f"{seconds}초" if seconds < MINUTE else f"{round(seconds / MINUTE)}분"


def _about(seconds: int) -> str:
    return f"{seconds} s" if seconds < MINUTE else f"{round(seconds / MINUTE)} min"


class Notice(Struct, frozen=True):
    """A line of the service itself, not of a persona, to one viewer or (None) to all."""

    platform: Platform
    channel: str
    viewer: Viewer | None
    in_reply_to: str | None
    text: str
    # The story that it is about, for a button under it.
    story: str = ""
