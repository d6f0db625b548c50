"""The studio's steps behind the transcript: script, pairs, style. Each result is a file that is
there whole or not at all, and that a person may edit before the next step reads it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from adapters.recordings import files
from bots.settings import Settings
from core.errors import BadInput
from core.recordings import style as styles
from core.recordings.pairs import Pair, sentences
from core.recordings.pairs import pairs as by_rules
from core.recordings.scripts import Cut, diff, kept
from core.recordings.scripts import clean as cleaned
from core.recordings.transcript import Segment, Transcript, talkers
from core.safety.triage import Triager
from core.understanding.understander import Understander


def clean(
    path: Path,
    out: Path | None,
    speaker: str | None,
    names: Sequence[str],
    questions: bool,
    restart: bool,
) -> None:
    """`speaker` None: who talks longest. Raises BadInput and ConfigError."""
    target = files.beside(path, out, files.SCRIPT)
    if _there(target, restart):
        return
    transcript = files.load(path)
    own = _own(path, transcript.segments, speaker)
    cuts = cleaned(transcript.segments, own, names, questions)
    about = msgspec.structs.replace(transcript.about, own=own)
    changes = files.beside(path, out, files.DIFF)
    # The script last: where it is, its diff is as well.
    files.replace(changes, "\n".join([*diff(cuts, path.name, target.name), ""]).encode())
    files.save(target, Transcript(about, kept(cuts)))
    print(f"{target}: {_counted(cuts)}; read {changes.name} before you go on")


def pairs(path: Path, out: Path | None, by: Settings | None, restart: bool) -> None:
    """By the model of `by`, or by rules. Raises BadInput, ConfigError and ModelError."""
    target = files.beside(path, out, files.PAIRS)
    part = target.with_name(target.name + files.PART)
    if restart:
        part.unlink(missing_ok=True)
    if _there(target, restart):
        return
    script = files.load(path)
    found = _by_model(path, script, by, part) if by else by_rules(script.segments, script.about.own)
    fit, crises = _harmless(found)
    if not fit:
        raise BadInput(f"{path}: no question with an answer was found in it{_and(crises)}")
    files.replace_lines(files.beside(path, out, files.MESSAGES), [pair.messages() for pair in fit])
    files.replace_lines(files.beside(path, out, files.QA), _examples(fit))
    files.replace_lines(target, fit)
    part.unlink(missing_ok=True)
    print(f"{target}: {len(fit)} pairs, also as {files.MESSAGES} and {files.QA}{_and(crises)}")


def style(paths: Sequence[Path], out: Path | None, slug: str, name: str, restart: bool) -> None:
    """One profile over all scripts. Raises BadInput and ConfigError."""
    from personas.loader import load_all

    target = out or paths[0].parent / f"{slug}.persona.yaml"
    if _there(target, restart):
        return
    # Scripts may know their speaker by different letters.
    said = [
        segment
        for script in map(files.load, paths)
        for segment in script.segments
        if script.about.own in ("", segment.speaker)
    ]
    if not said:
        raise BadInput("nobody says anything in these scripts")
    replies = [e.reply for persona in load_all().values() for e in persona.examples]
    found = styles.style(said, "", replies)
    files.replace(target, styles.draft(found, slug, name).encode())
    shares = ", ".join(f"{one} {share:.0%}" for one, share in found.registers.items())
    print(f"{target}: {found.sentences} sentences; endings: {shares or 'none that tells'}")
    print("own words: " + ", ".join(word for word, _ in found.words))


def _by_model(path: Path, script: Transcript, by: Settings, part: Path) -> list[Pair]:
    from bots.pairing import model_name, pairs_by_model

    spoken = sentences(script.segments)
    head = {"script": files.fingerprint(path), "model": model_name(by)}

    def said(done: int, all: int) -> None:
        print(f"{path.name}: {done:,}/{all:,} sentences", flush=True)

    with files.Progress(part, head) as progress:
        return pairs_by_model(by, spoken, script.about.own, progress, said)


def _harmless(found: Sequence[Pair]) -> tuple[list[Pair], int]:
    """Without what triage takes for a crisis: its answers are fixed ones, never a model's."""
    triager = Triager.load()
    fit = [
        p
        for p in found
        if not triager.triage(p.asked).crisis and not triager.triage(p.output).crisis
    ]
    return fit, len(found) - len(fit)


def _examples(found: Sequence[Pair]) -> list[dict[str, str | None]]:
    """As a persona's qa.jsonl has them."""
    from bots.classifier import load_classifier
    from core.movies.catalogue import Catalogue

    reader = Understander(load_classifier(), Catalogue.load())
    readings = reader.read_many([pair.asked for pair in found])
    return [
        {
            "viewer": pair.asked,
            "reply": pair.output,
            "situation": reading.situation,
            "emotion": reading.emotion,
        }
        for pair, reading in zip(found, readings, strict=True)
    ]


def _own(path: Path, segments: Sequence[Segment], speaker: str | None) -> str:
    """Whose words stay; "" everybody's. Raises BadInput."""
    heard = [one for one in talkers(segments) if one]
    if speaker is None:
        return heard[0] if heard else ""
    if speaker and speaker not in heard:
        raise BadInput(f"{path}: no speaker {speaker!r} in it; there are {', '.join(heard)}")
    return speaker


def _counted(cuts: Sequence[Cut]) -> str:
    out = sum(not cut.text for cut in cuts)
    why = Counter(reason for cut in cuts for reason in cut.why)
    told = ", ".join(f"{reason} {count}" for reason, count in why.most_common())
    return f"{len(cuts) - out} of {len(cuts)} segments stay ({told or 'nothing changed'})"


def _and(crises: int) -> str:
    return f"; {crises} on a crisis left out" if crises else ""


def _there(target: Path, restart: bool) -> bool:
    if restart or not target.exists():
        return False
    print(f"{target}: is there already; --restart makes it anew")
    return True
