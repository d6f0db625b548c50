"""Which voices there are to choose from."""

from enum import StrEnum


class VoiceKind(StrEnum):
    """UNSET: what LOVELM_VOICE_URL names; without it espeak-ng in the room and blips on streams."""

    UNSET = ""
    BLIPS = "blips"
    ESPEAK = "espeak"
    EDGE = "edge"
    LOCAL = "local"
    OPENAI = "openai"
