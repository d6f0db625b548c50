"""What moderation can say of a text."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How far a text may go: everywhere, to the chat's answer only, or nowhere."""

    CLEAN = "clean"
    UNCERTAIN = "uncertain"
    ABUSIVE = "abusive"


class Reason(StrEnum):
    """Why a text is held."""

    PROFANITY = "profanity"
    INSULT = "insult"
    SEXUAL = "sexual"
    HATE = "hate"
    THREAT = "threat"
    SELF_HARM = "self_harm"
    BANNED = "banned"
    NAME = "name"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A text's `severity`; `reasons` is empty exactly when that is CLEAN.

    `quoted`: all of it is told of, as in "남친이 저보고 병신이래요". `aimed`: it is said to
    somebody's face. Neither is ever true of a clean text.
    """

    severity: Severity
    reasons: frozenset[Reason] = frozenset()
    quoted: bool = False
    aimed: bool = False

    @property
    def shown(self) -> bool:
        """Whether the words may be shown and spoken at once."""
        return self.severity is Severity.CLEAN

    @property
    def held(self) -> bool:
        """Whether a manager may let the words be shown and spoken."""
        return self.severity is Severity.UNCERTAIN

    @property
    def answerable(self) -> bool:
        """Whether a persona may answer in chat, without repeating the words.

        Who tells of abuse or swears at fate has a worry; who swears at somebody here has not.
        """
        if self.severity is not Severity.ABUSIVE or self.quoted:
            return True
        return self.reasons <= _VENTED and not self.aimed


_VENTED = {Reason.PROFANITY, Reason.INSULT}
CLEAN = Verdict(Severity.CLEAN)
