"""The personas: `lovelm persona list` prints their slugs."""

import argparse

from personas.loader import load_all


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="one slug a line")
    show = verbs.add_parser("show", help="who they are")
    show.add_argument("slug", nargs="?", help="only this one")


def main(chosen: argparse.Namespace) -> int:
    personas = load_all()
    for slug, persona in personas.items():
        if chosen.verb == "list":
            print(slug)
        elif chosen.slug in (None, slug):
            print(f"{persona.name} ({slug}): {persona.tagline}\n  {persona.why}\n")
    return 0
