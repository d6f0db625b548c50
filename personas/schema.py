"""What a persona file and its bank must hold."""

from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from core.korean import slots
from core.labels import Emotion, Situation
from core.persona import Register

# A Chzzk line is 100 characters and begins with the speaker's tag; the rest is the persona's.
CHAT_LENGTH = 84
SPEECH_LENGTH = 150

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SLOTS = frozenset({"name", "partner", "duration", "donor", "amount", "viewers", "film"})

FEELINGS = tuple(emotion for emotion in Emotion if emotion is not Emotion.NEUTRAL)
SECTIONS: dict[str, tuple[str, ...]] = {
    "situation": tuple(Situation),
    "emotion": FEELINGS,
    "talk": (
        "greeting", "goodbye", "how_are_you", "thanks", "compliment", "who_are_you",
        "are_you_human", "bored", "laugh", "food", "good_news", "tease", "other",
    ),
    "ask": ("unsure", "clarify"),
    "refuse": ("danger", "injection", "romance", "diagnosis"),
    "thanks": ("small", "medium", "large", "subscription", "gift", "raid"),
    "film": (
        *Emotion, "offer", "again", "declined", "saved", "unsaved", "seen", "liked", "disliked",
        "chosen", "ask", "empty", "none",
    ),
    "echo": ("hours", "days", "months", "years"),
}  # fmt: skip


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LineFile(Strict):
    chat: Annotated[Text, Field(max_length=CHAT_LENGTH)]
    speech: Annotated[Text, Field(max_length=SPEECH_LENGTH)]

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


class PersonaFile(Strict):
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,20}$")]
    name: Annotated[Text, Field(max_length=8)]
    aliases: list[Text] = []
    tagline: Text
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
    # `register` itself is a method of every abstract class, so the file's key is an alias.
    endings: Annotated[Register, Field(alias="register")]
    address: Text
    order: Text
    why: Text
    values: Annotated[list[Text], Field(min_length=3)]
    blind_spot: Text
    humour: Annotated[list[Text], Field(min_length=2)]
    refuses: Annotated[list[Text], Field(min_length=2)]
    forbidden: Annotated[list[Text], Field(min_length=3)]
    favourite_films: Annotated[list[Text], Field(min_length=3)]
    sees: dict[str, Text]
    voice: VoiceFile
    examples: Annotated[list[ExampleFile], Field(min_length=4)]


class BankFile(Strict):
    situation: dict[Situation, Lines]
    emotion: dict[Emotion, Lines]
    talk: dict[str, Lines]
    ask: dict[str, Lines]
    refuse: dict[str, Lines]
    thanks: dict[str, Lines]
    film: dict[str, Lines]
    echo: dict[str, Lines]

    @model_validator(mode="after")
    def complete(self) -> "BankFile":
        """Every key of `SECTIONS` is there, and no other."""
        for section, keys in SECTIONS.items():
            held = {str(key) for key in getattr(self, section)}
            missing, extra = set(map(str, keys)) - held, held - set(map(str, keys))
            if missing:
                raise ValueError(f"{section}: missing {', '.join(sorted(missing))}")
            if extra:
                raise ValueError(f"{section}: unknown {', '.join(sorted(extra))}")
        return self
