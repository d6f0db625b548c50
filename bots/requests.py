"""The requests of the JSON-lines commands."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from core.labels import Emotion, Role

Id = str | int | float
Name = Annotated[str, Meta(max_length=300)]


class Money(Struct, forbid_unknown_fields=False):
    amount: Annotated[int, Meta(ge=0)]
    text: str = ""


class Inspect(Struct):
    id: Id
    text: str


class Ask(Struct):
    id: Id
    text: str
    viewer: str = "viewer"
    donation: Money | None = None


class Heard(Struct):
    id: Id
    t: Annotated[float, Meta(ge=-1e12, le=1e12)]
    viewer: str
    text: str = ""
    donation: Money | None = None
    roles: tuple[Role, ...] = ()


class Films(Struct):
    id: Id
    text: str = ""
    emotion: Emotion | None = None
    likes: tuple[Name | int, ...] = ()
    seen: tuple[Name | int, ...] = ()
    k: Annotated[int, Meta(ge=1, le=100)] = 8
    max_rating: Literal["ALL", "12", "15", "19", "any"] = "15"
    diversify: bool = True
