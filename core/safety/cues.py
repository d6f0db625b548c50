"""The cue stems of crisis triage: which groups of them a line holds, and what rules say of it."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import ahocorasick
import yaml

from core.errors import ConfigError
from core.safety.levels import Kind, Level, Triage
from core.safety.normalise import sounds

PATH = Path(__file__).parent / "data" / "cues.yaml"
_BRACES = re.compile(r"\{([^{}]*)\}")
_IDIOM = "idiom"
# Fewer sounds than this meet by chance across syllables: 남자 사람 holds the sounds of 자살.
_DISTINCT = 8
_DIGIT = re.compile("[0-9]")


def _expand(stem: str) -> Iterator[str]:
    """Shell braces: 살{이유,필요}없 gives 살이유없 and 살필요없."""
    parts = _BRACES.split(stem)
    choices = [part.split(",") if odd % 2 else [part] for odd, part in enumerate(parts)]
    return map("".join, itertools.product(*choices))


@dataclass(frozen=True, slots=True)
class Rule:
    """Decides a line that holds every group of `all` and none of `none`."""

    all: frozenset[str]
    none: frozenset[str]
    triage: Triage


def _automaton(stems: Mapping[str, frozenset[str]]) -> Any:
    """Each stem with its length and groups; stems of the same share one value, which saves
    twenty bytes of memory for each that a value of its own would take."""
    automaton = ahocorasick.Automaton()
    values: dict[tuple[int, frozenset[str]], tuple[int, frozenset[str]]] = {}
    for stem, groups in stems.items():
        value = len(stem), groups
        automaton.add_word(stem, values.setdefault(value, value))
    automaton.make_automaton()
    return automaton


class Cues:
    """Groups of stems and the rules over them, as `data/cues.yaml` spells them."""

    def __init__(
        self,
        groups: Mapping[str, frozenset[str]],
        gates: Mapping[str, int],
        rules: tuple[Rule, ...],
    ) -> None:
        self.names = tuple(sorted(name for name in groups if name != _IDIOM))
        self.rules = rules
        written: dict[str, frozenset[str]] = {}
        heard: dict[str, frozenset[str]] = {}
        nothing: frozenset[str] = frozenset()
        for name, stems in groups.items():
            own = frozenset({name})
            for stem in stems:
                written[stem] = written[stem] | own if stem in written else own
                sound = sounds(stem)
                if name in gates and len(sound) >= gates[name] and not _DIGIT.search(stem):
                    known = heard.get(sound, nothing)
                    heard[sound] = known | own if len(sound) >= _DISTINCT else known
        self._written = _automaton(written)
        # Opens stage 2; what tells too little by its sound alone belongs to no group.
        self._heard = _automaton(heard)

    @classmethod
    def load(cls, path: Path = PATH) -> Self:
        """Read a cue file. Raises ConfigError when it is missing, broken or names no known group."""
        try:
            raw = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506  # a safe loader
            groups = {
                str(name): frozenset(
                    stem for word in body["stems"].split() for stem in _expand(word)
                )
                for name, body in raw["groups"].items()
            }
            gates = {
                str(name): int(body["gate"])
                for name, body in raw["groups"].items()
                if "gate" in body
            }
            rules = tuple(
                Rule(
                    frozenset(rule["all"]),
                    frozenset(rule.get("none", ())),
                    Triage(Level(rule["level"]), Kind(rule["kind"])),
                )
                for rule in raw["rules"]
            )
        except (OSError, ValueError, KeyError, AttributeError, TypeError, yaml.YAMLError) as error:
            raise ConfigError(
                str(path), f"unreadable cue file ({error})", "restore it from the release"
            ) from error
        unknown = sorted(set().union(*(rule.all | rule.none for rule in rules)) - groups.keys())
        if unknown:
            raise ConfigError(str(path), f"no group named {unknown[0]}", "name one under `groups`")
        return cls(groups, gates, rules)

    def passes(self, sound: str) -> bool:
        """Whether stage 1 lets a line through, given its `sounds`."""
        return next(self._heard.iter(sound), None) is not None

    def found(self, clean: str, sound: str) -> frozenset[str]:
        """Groups that a line holds, given its `syllables` and `sounds`, idioms taken out."""
        hits: set[str] = set()
        matches = list(self._written.iter(clean))
        covered = [(end - length, end) for end, (length, groups) in matches if _IDIOM in groups]
        for end, (length, groups) in matches:
            start = end - length
            if not any(first <= start < last for first, last in covered):
                hits |= groups
        if not covered:
            for _, (_, groups) in self._heard.iter(sound):
                hits |= groups
        hits.discard(_IDIOM)
        return frozenset(hits)

    def decide(self, groups: frozenset[str]) -> Triage | None:
        """What the first fitting rule says, or None."""
        for rule in self.rules:
            if rule.all <= groups and not rule.none & groups:
                return rule.triage
        return None


# The C loader reads the file ten times faster where PyYAML was built with libyaml.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
