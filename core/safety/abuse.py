"""The words of abuse: where a text holds them, however they are spelled."""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import ahocorasick
import yaml

from core.errors import ConfigError
from core.safety.spelling import Letter, keyed, loose, readings, spelled
from core.safety.stems import expand
from core.safety.verdict import Reason, Severity

PATH = Path(__file__).parent / "data" / "abuse.yaml"
# A word typed on the wrong keyboard is told from English by its length.
_SHORTEST_KEYED = 5
# More letters behind a word are no ending of it.
_LONGEST_ENDING = 12
_TYPED = re.compile("[ㄱ-ㅎ0-9]")


class Where(StrEnum):
    """What may stand around a stem."""

    INSIDE = "inside"
    START = "start"
    WHOLE = "whole"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Stem:
    """What a found word means; `reason` is None for a plain word that only looks like abuse."""

    severity: Severity
    reason: Reason | None
    where: Where = Where.INSIDE
    spaced: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A stem in a text, from `start` up to `end`."""

    start: int
    end: int
    stem: Stem


class Borders:
    """What may stand before and after a word without making it another word."""

    def __init__(self, openers: Iterable[str], endings: Iterable[str]) -> None:
        self._openers = frozenset(openers)
        self._reach = max(map(len, self._openers), default=0)
        self._endings = re.compile(f"(?:{'|'.join(map(re.escape, sorted(endings)))})*")

    def begins(self, letters: Sequence[Letter], start: int) -> bool:
        """Whether a word begins at `start`, an opener before it aside."""
        first = start
        while not letters[first].broken and _script(letters[first - 1]) == _script(letters[start]):
            first -= 1
            if start - first > self._reach:
                return False
        return first == start or _text(letters[first:start]) in self._openers

    def ends(self, letters: Sequence[Letter], end: int) -> bool:
        """Whether the word that ends before `end` ends there, endings aside."""
        last = end
        while last < len(letters) and not letters[last].broken:
            if _script(letters[last]) != _script(letters[end - 1]):
                break
            last += 1
            if last - end > _LONGEST_ENDING:
                return False
        return self._endings.fullmatch(_text(letters[end:last])) is not None

    def fit(self, letters: Sequence[Letter], start: int, end: int, stem: Stem) -> bool:
        """Whether `stem` may be what the letters from `start` up to `end` say."""
        if stem.where is Where.PHRASE:
            return self.begins(letters, start)
        if _broken(letters[start:end]):
            return stem.spaced and letters[start].broken and self.ends(letters, end)
        if stem.where is Where.INSIDE:
            return True
        whole = stem.where is Where.WHOLE
        return self.begins(letters, start) and (not whole or self.ends(letters, end))


def _text(letters: Iterable[Letter]) -> str:
    return "".join(letter.text for letter in letters)


def _broken(letters: Sequence[Letter]) -> bool:
    return any(letter.broken for letter in letters[1:])


def _script(letter: Letter) -> int:
    return 0 if letter.text.isascii() else 1 if letter.text >= "가" else 2


class Words:
    """A list of stems in two automata: one to glance at sounds, one to read letters."""

    def __init__(self, stems: Iterable[tuple[str, Stem]], borders: Borders) -> None:
        self._borders = borders
        self._letters = ahocorasick.Automaton()
        self._sounds = ahocorasick.Automaton()
        self._literal: list[tuple[str, Stem]] = []
        typed = set()
        for word, stem in stems:
            letters = spelled(word)
            if letters:
                self._add(letters, stem)
            elif word.strip():
                self._literal.append((word.strip(), stem))
            if stem.reason is not None and letters:
                # Consonants and digits alone say too little to look for by sound: 입술 holds
                # the sounds of ㅂㅅ. What holds such as they stand is read in full.
                marks = _TYPED.findall(letters)
                typed.update(marks)
                if not marks:
                    self._sounds.add_word(next(loose(word)), True)
        self._letters.make_automaton()
        self._sounds.make_automaton()
        self._typed = re.compile(f"[{''.join(sorted(typed))}]" if typed else r"(?!)")

    def _add(self, letters: str, stem: Stem) -> None:
        known = self._letters.get(letters, (0, ()))[1]
        if stem not in known:
            self._letters.add_word(letters, (len(letters), (*known, stem)))

    def find(self, text: str, sounds: Sequence[str]) -> list[Hit]:
        """Stems in `text`, given its `loose` sounds; plain words that only look so left out.

        In no order, repeats kept. Of clean texts of chat five in six end at the glance.
        """
        hits = [
            Hit(text.index(word), text.index(word) + len(word), stem)
            for word, stem in self._literal
            if word in text
        ]
        if self._glance(text, sounds):
            for letters in readings(text):
                hits += self._found(letters)
        return hits

    def _glance(self, text: str, sounds: Sequence[str]) -> bool:
        if self._typed.search(text):
            return True
        if not len(self._sounds):
            return False
        return any(next(self._sounds.iter(sound), None) is not None for sound in sounds)

    def _found(self, letters: list[Letter]) -> Iterator[Hit]:
        plain: list[tuple[int, int]] = []
        suspect: list[tuple[int, int, Stem]] = []
        for last, (length, stems) in self._letters.iter(_text(letters)):
            start, end = last + 1 - length, last + 1
            for stem in stems:
                if stem.reason is not None:
                    suspect.append((start, end, stem))
                elif stem.spaced or not _broken(letters[start:end]):
                    plain.append((start, end))
        plain.sort()
        starts = [start for start, _ in plain]
        reaches = list(itertools.accumulate((end for _, end in plain), max))
        for start, end, stem in suspect:
            before = bisect_right(starts, start)
            innocent = before > 0 and reaches[before - 1] >= end
            if not innocent and self._borders.fit(letters, start, end, stem):
                yield Hit(letters[start].start, letters[end - 1].end, stem)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The built-in words, and the borders that a channel's own words share."""

    words: Words
    borders: Borders

    @classmethod
    def load(cls, path: Path = PATH) -> Self:
        """Read a word list. Raises ConfigError when it is missing or broken."""
        try:
            raw = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506  # a safe loader
            borders = Borders(raw["openers"].split(), raw["endings"].split())
            return cls(Words(_stems(raw), borders), borders)
        except (OSError, ValueError, KeyError, AttributeError, TypeError, yaml.YAMLError) as error:
            raise ConfigError(
                str(path), f"unreadable word list ({error})", "restore it from the release"
            ) from error


def _stems(raw: Mapping[str, Any]) -> Iterator[tuple[str, Stem]]:
    for group in raw["groups"].values():
        severity, reason = Severity(group["severity"]), Reason(group["reason"])
        stem = Stem(
            severity, reason, Where(group.get("where", "inside")), group.get("spaced", True)
        )
        for word in group["stems"].split():
            for stem_word in expand(word):
                yield stem_word, stem
        typed = Stem(severity, reason, Where.START, spaced=False)
        for word in group.get("keyed", ()):
            if len(keyed(word)) >= _SHORTEST_KEYED:
                yield keyed(word), typed
    for key, plain in (("innocent", _PLAIN), ("innocent_joined", _PLAIN_JOINED)):
        for word in raw[key].split():
            for spelling in expand(word):
                yield spelling, plain


_PLAIN = Stem(Severity.CLEAN, None)
_PLAIN_JOINED = Stem(Severity.CLEAN, None, spaced=False)
# The C loader reads the file ten times faster where PyYAML was built with libyaml.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
