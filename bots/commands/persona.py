"""The personas: who they are, whether their lines sound like them, and cards for others' tools."""

import argparse
import sys

from bots import settings
from bots.commands import persona_cards, persona_studio
from core.errors import BadInput
from core.persona import POLITE, Manner, Persona
from personas.loader import load_all

TOLD_APART, TOLD_APART_MASKED = 0.95, 0.7
# Characters of what a card says.
SHOWN = 300


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    listed = verbs.add_parser("list", help="one slug a line")
    show = verbs.add_parser("show", help="who they are")
    show.add_argument("slug", nargs="?", help="only this one")
    check = verbs.add_parser("check", help="measure every line of their banks; 1 if any is wrong")
    check.add_argument("slug", nargs="?", help="only this one")
    for verb, run in ((listed, _list), (show, _show), (check, _check)):
        verb.set_defaults(run=run)
    persona_cards.verbs(verbs)
    persona_studio.verbs(verbs)


def main(chosen: argparse.Namespace) -> int:
    status: int = chosen.run(chosen)
    return status


def _list(chosen: argparse.Namespace) -> int:
    print("\n".join(_everybody()))
    return 0


def _show(chosen: argparse.Namespace) -> int:
    for persona in _chosen(chosen.slug):
        why = persona.why if persona.card is None else persona.card.description[:SHOWN]
        print(f"{persona.name} ({persona.slug}): {persona.tagline}\n  {why}\n")
    return 0


def _check(chosen: argparse.Namespace) -> int:
    from personas.check import MOST_SHARED, check
    from personas.telling import accuracy, samples

    wrong = 0
    print(f"{'':18}lines  wrong  variants share  chat median/most  speech median/most")
    for persona in _chosen(chosen.slug):
        for manner in _manners(persona):
            found = check(persona, manner)
            chat, longest_chat, speech, longest = found.lengths
            wrong += len(found.findings)
            print(
                f"{persona.slug:8}{manner:10}{found.lines:5}{len(found.findings):7}"
                f"{found.shared:11.2f} < {MOST_SHARED}{chat:12.0f} / {longest_chat}"
                f"{speech:14.0f} / {longest}"
            )
            for finding in found.findings:
                print(f"  {finding.key}: {finding.why}\n    {finding.text}", file=sys.stderr)
    if chosen.slug is None:
        personas = load_all()  # guests may have another's lines for a while
        apart = accuracy(samples(personas))
        masked = accuracy(samples(personas, masked=True))
        for figure, goal, what in (
            (apart, TOLD_APART, "told apart, in situations not seen before"),
            (masked, TOLD_APART_MASKED, "… endings, names and forms of address masked"),
        ):
            print(f"{figure:.3f}  ≥ {goal}  {'holds' if figure >= goal else 'falls short'}  {what}")
            wrong += figure < goal
    return 1 if wrong else 0


def _manners(persona: Persona) -> list[Manner]:
    """The banks a persona has of its own."""
    own = persona.register in POLITE
    return [manner for manner in Manner if not (own and manner is Manner.POLITE)]


def _chosen(slug: str | None) -> list[Persona]:
    personas = _everybody()
    if slug is None:
        return list(personas.values())
    if slug not in personas:
        raise BadInput(f"no persona {slug!r}; there are {', '.join(personas)}")
    return [personas[slug]]


def _everybody() -> dict[str, Persona]:
    return load_all(own=settings.persona_folder(settings.load()))
