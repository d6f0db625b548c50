"""A model's text as it comes: speech first, sentence by sentence, then the line for chat."""

import re
from itertools import pairwise

# A mark ends a sentence only when something else follows, so that "3.5" or "?!" stay whole.
# Possessive and begun once a run: a model may write thousands of marks.
_END = re.compile(r"(?<![.!?…~])[.!?…~]++[\"'”’)]*+(?=\s)|\n")
# A rule on a line of its own, or the word for what follows it.
_BREAK = re.compile(
    r"^[ \t]*(?:(?:-{2,}|—+|={3,}|\*{3,}|\[(?:채팅|chat)\])[ \t]*$|[^\w\n]{0,3}(?:채팅|chat)[^\w\n]{0,3}(?:$|[:：][ \t*]*))",
    re.I | re.M,
)
_LABEL = re.compile(
    r"^\s*\[?(?:말|대사|음성|답변|채팅|speech|spoken|chat|answer)\]?\s*[:：]\s*", re.I
)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.S | re.I)
_ACTION = re.compile(r"(?<!\*)\*[^*\n]{1,40}\*(?!\*)|\([^)\n]{1,40}\)")
_MARKUP = re.compile(r"[*_`#>\\]+|^\s*(?:[-•·]|\d+\.)\s+")
# Where a line is still too short to tell whether it is the break.
_MAYBE_BREAK = re.compile(
    r"(?:^|\n)[ \t]{0,9}[-—=*\[#_]{0,9}(?:채팅?|c(?:h(?:at?)?)?)?[-—=*\]: \t]{0,9}$", re.I
)
_UNTHOUGHT = "<think"


class Script:
    """Takes pieces of any size."""

    def __init__(self, name: str) -> None:
        """`name`: who speaks; models like to begin a line with it."""
        self._name = re.compile(rf"^\s*\[?{re.escape(name)}\]?\s*[:：]\s*")
        self._text = ""
        self._done = 0
        self._chat: int | None = None

    def write(self, piece: str) -> list[str]:
        """The sentences of the speech that are whole now."""
        self._text += piece
        if self._chat is not None or _thinking(self._text):
            return []
        self._text = _THOUGHT.sub("", self._text) if _UNTHOUGHT in self._text else self._text
        found = _BREAK.search(self._text, self._done)
        # The break itself must be a whole line: more may follow on it.
        if found and found.end() < len(self._text):
            self._chat = found.end()
            speech, self._done = self._text[self._done : found.start()], found.end()
            return self._sentences(speech)
        return self._whole()

    def close(self) -> tuple[list[str], str]:
        """What is left of the speech, and the line for chat ("" when there is none)."""
        if self._chat is not None:
            return [], self._clean(self._text[self._chat :])
        if _thinking(self._text):
            return [], ""
        rest = _BREAK.sub("", self._text[self._done :])
        return self._sentences(rest), ""

    def _whole(self) -> list[str]:
        rest = self._text[self._done :]
        held = _MAYBE_BREAK.search(rest)
        ready = rest[: held.start() + 1] if held and held.start() > 0 else rest
        end = max((found.end() for found in _END.finditer(ready)), default=0)
        self._done += end
        return self._sentences(rest[:end])

    def _sentences(self, text: str) -> list[str]:
        """The sentences of `text`, what follows the last mark being one too."""
        ends = [0, *(found.end() for found in _END.finditer(text)), len(text)]
        found = [self._clean(text[start:end]) for start, end in pairwise(ends)]
        return [sentence for sentence in found if any(map(str.isalnum, sentence))]

    def _clean(self, text: str) -> str:
        text = _LABEL.sub("", self._name.sub("", text.strip()))
        return " ".join(_MARKUP.sub("", _ACTION.sub(" ", text)).split()).strip('"“”')


def _thinking(text: str) -> bool:
    """Whether `text` breaks off within what a model writes to itself."""
    opened, closed = text.lower().rfind("<think"), text.lower().rfind("</think")
    return opened > closed
