"""What a message says in words, and the emotes it shows."""

from collections.abc import Iterable
from functools import lru_cache

from adapters.twitch.frames import Fragment, Message, SharedMessage
from core.events import Emote
from core.show.emotes import MOST, kept

# https://dev.twitch.tv/docs/chat/send-receive-messages/#emotes
_PICTURE = "https://static-cdn.jtvnw.net/emoticons/v2/{}/default/dark/1.0"
_PICTURES = frozenset({"emote", "cheermote"})
_NONE: tuple[Emote, ...] = ()


def words(message: Message | None) -> tuple[str, tuple[Emote, ...]]:
    """The text without emotes and cheermotes, and the emotes."""
    if message is None:
        return "", _NONE
    for fragment in message.fragments or ():
        if fragment.type in _PICTURES:
            return _split(message.fragments or [])
    return message.text or "", _NONE


def shared_words(message: SharedMessage | None) -> tuple[str, tuple[Emote, ...]]:
    """The same of a resubscription's message, which tells only where its emotes stand."""
    text = (message.text if message else None) or ""
    emotes: list[tuple[str, str]] = []
    rest = text
    spans = (message.emotes if message else None) or []
    for span in sorted(spans, key=lambda span: span.begin, reverse=True):
        name = text[span.begin : span.end + 1]
        # Twitch does not say how it counts: what looks like no emote's name is left alone.
        if span.begin >= 0 and name and name.isascii() and " " not in name:
            emotes.insert(0, (name, span.id))
            rest = f"{rest[: span.begin]} {rest[span.end + 1 :]}"
    if not emotes:
        return text, _NONE
    return _joined(rest), _drawn(emotes)


def _split(fragments: list[Fragment]) -> tuple[str, tuple[Emote, ...]]:
    spoken = (f.text or "" if f.type not in _PICTURES else " " for f in fragments)
    shown = ((f.text or "", f.emote.id or "") for f in fragments if f.emote is not None)
    return _joined("".join(spoken)), _drawn(shown)


def _drawn(emotes: Iterable[tuple[str, str]]) -> tuple[Emote, ...]:
    return tuple(dict.fromkeys(emote for pair in emotes for emote in _emote(*pair)))[:MOST]


@lru_cache(maxsize=1_000)  # a channel's viewers use the same few, and addresses are slow to check
def _emote(name: str, id: str) -> tuple[Emote, ...]:
    # An id becomes part of an address.
    if not (id.isascii() and id.replace("_", "").replace("-", "").isalnum()):
        return _NONE
    return kept([Emote(name, _PICTURE.format(id))])


def _joined(text: str) -> str:
    return " ".join(text.split())
