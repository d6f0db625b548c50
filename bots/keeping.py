"""How long this installation keeps what: settings of their own, in days."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings


class Keeping(BaseSettings):
    """Part of the settings. What viewers are told of may be kept for less than that, not for
    more."""

    # Lines, turns with their answers; a report is made from them.
    keep_chat: Annotated[int, Field(ge=1, le=30)] = 30
    keep_donations: Annotated[int, Field(ge=7, le=366)] = 30
    # Tellers are asked how it went on a week after theirs was read.
    keep_stories: Annotated[int, Field(ge=14, le=180)] = 180
    # What managers did.
    keep_audit: Annotated[int, Field(ge=7, le=366)] = 90
