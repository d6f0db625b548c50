"""What a persona file and its bank must hold."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    field_validator,
    model_validator,
)

from core.corners.lines import HOURS, SEASONS
from core.korean import slots
from core.labels import Emotion, Situation
from core.persona import Register
from core.understanding.angles import Angles

# A Chzzk line is 100 characters and begins with the speaker's tag; the rest is the persona's.
CHAT_LENGTH = 84
SPEECH_LENGTH = 150
ENGLISH_SPEECH_LENGTH = 240

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
SLUG = "[a-z][a-z0-9_]{1,20}"
Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG}$")]
# How somebody is called, in chat.
Call = Annotated[Text, Field(max_length=40)]
Body = Annotated[str, Field(max_length=1_000)]
Texts = Annotated[list[Text], Field(max_length=50)]
SLOTS = frozenset(
    {"name", "partner", "duration", "when", "medium", "place", "times"}
    | {"donor", "amount", "viewers", "film", "other", "before"}
)

FEELINGS = tuple(emotion for emotion in Emotion if emotion is not Emotion.NEUTRAL)
SECTIONS: dict[str, tuple[str, ...]] = {
    "situation": tuple(Situation),
    "emotion": FEELINGS,
    "talk": (
        "greeting", "goodbye", "how_are_you", "thanks", "compliment", "who_are_you",
        "are_you_human", "bored", "laugh", "food", "good_news", "tease", "love_life", "hobby",
        "others", "cheer", "remember", "other",
    ),
    "opener": FEELINGS,
    "ask": ("unsure", "clarify", "handover"),
    "refuse": ("danger", "injection", "romance", "diagnosis"),
    "thanks": ("tiny", "small", "medium", "large", "subscription", "gift", "raid"),
    "film": (
        *Emotion, "offer", "again", "declined", "saved", "unsaved", "seen", "liked", "disliked",
        "chosen", "ask", "empty", "none",
    ),
    "echo": (
        "hours", "days", "months", "years", "when", "medium", "place", "times", "before",
    ),
    # One of four answers to a story: the first, one that has heard `{other}`, the last.
    "four": ("first", "agree", "differ", "last"),
    # Before a story that is read aloud; `{name}` is its teller's pseudonym.
    "story": ("intro",),
    # Besides these one line for each other persona, `call_SLUG`.
    "idle": ("topic", "back", "film"),
}  # fmt: skip
CALL = "call_"
OCCASIONS = {key for _, key in HOURS} | {*SEASONS}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LineFile(Strict):
    chat: Annotated[Text, Field(max_length=CHAT_LENGTH)]
    speech: Annotated[Text, Field(max_length=ENGLISH_SPEECH_LENGTH)]

    @model_validator(mode="before")
    @classmethod
    def same_text_for_both(cls, value: object) -> object:
        """A plain string is both the chat line and the speech."""
        return {"chat": value, "speech": value} if isinstance(value, str) else value

    @field_validator("chat", "speech")
    @classmethod
    def known_slots(cls, text: str) -> str:
        unknown = slots(text) - SLOTS
        if unknown:
            raise ValueError(
                f"unknown slot {', '.join(sorted(unknown))}; known: {', '.join(sorted(SLOTS))}"
            )
        return text


Lines = Annotated[list[LineFile], Field(min_length=2)]


class VoiceFile(Strict):
    speed: Annotated[int, Field(ge=80, le=450)]
    pitch: Annotated[int, Field(ge=0, le=99)]


class ExampleFile(Strict):
    viewer: Text
    reply: Text
    situation: Situation | None
    emotion: Emotion


class Calls(Strict):
    own: Call
    polite: Call
    english: Call

    @field_validator("own", "polite", "english")
    @classmethod
    def only_the_name(cls, text: str) -> str:
        if unknown := slots(text) - {"name"}:
            raise ValueError(f"unknown slot {', '.join(sorted(unknown))}; known: name")
        return text


class GuestFile(Strict):
    """A persona whose character stands in a card beside the file."""

    slug: Slug
    name: Annotated[Text, Field(max_length=8)]
    aliases: Annotated[list[Call], Field(max_length=10)] = []
    tagline: Text
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
    # `register` itself is a method of every abstract class, so the file's key is an alias.
    endings: Annotated[Register, Field(alias="register")]
    address: Text
    calls: Calls
    order: Body = ""
    why: Body = ""
    values: Texts = []
    blind_spot: Body = ""
    humour: Texts = []
    refuses: Texts = []
    forbidden: Texts = []
    favourite_films: Texts = []
    sees: Annotated[dict[str, Text], Field(max_length=50)] = {}
    voice: VoiceFile


class PersonaFile(GuestFile):
    """A persona that the file says all of."""

    order: Text
    why: Text
    values: Annotated[list[Text], Field(min_length=3)]
    blind_spot: Text
    humour: Annotated[list[Text], Field(min_length=2)]
    refuses: Annotated[list[Text], Field(min_length=2)]
    forbidden: Annotated[list[Text], Field(min_length=3)]
    favourite_films: Annotated[list[Text], Field(min_length=3)]
    sees: dict[str, Text]


class PoliteFile(Strict):
    """A bank without thanks, which are polite anyway."""

    longest: ClassVar[int] = SPEECH_LENGTH

    situation: dict[Situation, Lines]
    emotion: dict[Emotion, Lines]
    talk: dict[str, Lines]
    ask: dict[str, Lines]
    refuse: dict[str, Lines]
    film: dict[str, Lines]
    echo: dict[str, Lines]
    opener: dict[Emotion, Lines]
    four: dict[str, Lines]
    idle: dict[str, Lines]
    # Personas from elsewhere may have none: the service introduces stories for them.
    story: dict[str, Lines] = {}

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Every key of `SECTIONS` is there, and no other."""
        for section in type(self).model_fields:
            wanted = {str(key) for key in SECTIONS[section]}
            held = {str(key) for key in getattr(self, section) if not str(key).startswith(CALL)}
            if not held and not type(self).model_fields[section].is_required():
                continue
            if missing := wanted - held:
                raise ValueError(f"{section}: missing {', '.join(sorted(missing))}")
            if extra := held - wanted:
                raise ValueError(f"{section}: unknown {', '.join(sorted(extra))}")
        return self

    @model_validator(mode="after")
    def spoken_in_time(self) -> Self:
        """No line takes longer to say than an answer may."""
        for section in type(self).model_fields:
            for key, lines in getattr(self, section).items():
                _in_time(f"{section}.{key}", lines, self.longest)
        return self


class BankFile(PoliteFile):
    """Every line of a persona in one manner."""

    thanks: dict[str, Lines]


class AnglesFile(
    RootModel[dict[Situation, dict[str, Annotated[list[LineFile], Field(min_length=1)]]]]
):
    """Lines for finer cases of situations, by situation and case."""

    @model_validator(mode="after")
    def of_known_cases(self) -> Self:
        """A case that understanding does not find would never be said."""
        for situation, cases in self.root.items():
            if unknown := cases.keys() - _cases()[situation]:
                raise ValueError(f"{situation}: unknown {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def spoken_in_time(self) -> Self:
        for situation, cases in self.root.items():
            for case, lines in cases.items():
                _in_time(f"{situation}.{case}", lines, SPEECH_LENGTH)
        return self


# Said at once, in chat too.
Unasked = Annotated[Text, Field(max_length=CHAT_LENGTH)]
Remark = Annotated[list[Unasked], Field(min_length=1)]
Exchange = Annotated[list[Unasked], Field(min_length=2, max_length=3)]


class IdleFile(Strict):
    """What is said when nobody writes, besides the bank's: questions (`polite` ones as those who
    speak 반말 ask them in 존댓말), remarks by the time of day and the season, what it and another
    persona, by slug, say in turn."""

    topic: list[LineFile]
    polite: list[LineFile] = []
    remarks: dict[str, Remark]
    exchanges: dict[Slug, list[Exchange]] = {}

    @field_validator("remarks")
    @classmethod
    def of_known_occasions(cls, remarks: dict[str, list[str]]) -> dict[str, list[str]]:
        if unknown := remarks.keys() - OCCASIONS:
            raise ValueError(f"unknown {', '.join(sorted(unknown))}")
        return remarks

    @field_validator("remarks", "exchanges")
    @classmethod
    def without_slots(cls, texts: dict[str, list[object]]) -> dict[str, list[object]]:
        """Nobody is spoken to."""
        if filled := slots(str(list(texts.values()))):
            raise ValueError(f"a slot is never filled here: {', '.join(sorted(filled))}")
        return texts


class EnglishFile(BankFile):
    """English sentences are longer."""

    longest: ClassVar[int] = ENGLISH_SPEECH_LENGTH


def _in_time(key: str, lines: Iterable[LineFile], longest: int) -> None:
    for line in lines:
        if len(line.speech) > longest:
            raise ValueError(
                f"{key}: {len(line.speech)} characters of speech,"
                f" {longest} at most: {line.speech[:30]}…"
            )


@cache
def _cases() -> Mapping[Situation, frozenset[str]]:
    of = Angles.load().of
    return {s: frozenset(angle.key for angle in of.get(s, ())) for s in Situation}
