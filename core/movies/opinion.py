"""What one account thinks of one film."""

from enum import StrEnum

from msgspec import Struct


class Verdict(StrEnum):
    SAVED = "saved"  # 찜
    CHOSEN = "chosen"  # "이걸로 볼게"
    SEEN = "seen"
    LIKED = "liked"
    DISLIKED = "disliked"


class Opinion(Struct, frozen=True):
    """`verdict` since `at`, None when there is none; `shown_at` is when the film was
    recommended last, 0 for never (Unix seconds)."""

    film: str
    verdict: Verdict | None
    at: float = 0.0
    shown_at: float = 0.0


# How a film was: a mere "seen" later on takes nothing of that back.
FIRM = (Verdict.LIKED, Verdict.DISLIKED)
