"""Whether somebody writes English, so that the answer can be English too."""

import re

_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_WORD = re.compile(r"[a-z']+")
# Words that Koreans do not type by themselves between their own: nicknames, titles and brand
# names are Latin letters too.
_COMMON = frozenset(
    [
        "i",
        "i'm",
        "im",
        "my",
        "me",
        "you",
        "your",
        "he",
        "she",
        "they",
        "we",
        "it",
        "is",
        "was",
        "are",
        "am",
        "the",
        "a",
        "an",
        "and",
        "but",
        "or",
        "not",
        "to",
        "of",
        "in",
        "for",
        "with",
        "what",
        "why",
        "how",
        "when",
        "do",
        "does",
        "did",
        "don't",
        "can",
        "can't",
        "should",
        "would",
        "have",
        "has",
        "had",
        "been",
        "this",
        "that",
        "really",
        "so",
        "just",
        "want",
        "need",
        "feel",
        "feeling",
        "think",
        "know",
        "love",
        "hate",
        "miss",
        "help",
        "please",
        "someone",
        "nobody",
        "broke",
        "boyfriend",
        "girlfriend",
        "crush",
        "ex",
        "sad",
        "lonely",
        "tired",
        "angry",
        "happy",
        "scared",
    ]
)
_GREETINGS = frozenset(["hi", "hello", "hey", "help", "thanks", "goodnight", "sorry"])
_ENOUGH = 2


def writes_hangul(text: str) -> bool:
    """Whether there is any Hangul in `text`."""
    return _HANGUL.search(text) is not None


def is_english(text: str) -> bool:
    """Whether `text` is English as people type it: no Hangul, and words that only English has."""
    if writes_hangul(text):
        return False
    words = _WORD.findall(text.lower().replace("’", "'"))
    known = sum(word in _COMMON for word in words)
    alone = len(words) <= _ENOUGH and any(word in _GREETINGS for word in words)
    return alone or (known >= _ENOUGH and known * 4 >= len(words))
