"""One dialogue with the personas in this terminal; an empty line or Ctrl-D ends it."""

import argparse
import asyncio
import itertools

from adapters.models.embedded import EmbeddedResponder
from bots import requests, settings
from bots.brain import build_brain
from bots.classifier import load_classifier
from bots.commands.reply import Desk, event_of
from core.errors import BadInput


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--persona", metavar="SLUG", help="who answers (see lovelm persona list)")
    parser.add_argument("--seed", type=int, default=0, help="makes choices repeatable")


def main(chosen: argparse.Namespace) -> int:
    ours = settings.load()
    brain = build_brain(
        ours.bot_name,
        EmbeddedResponder(),
        chosen.seed,
        classifier=load_classifier(ours.classifier),
        guests=settings.persona_folder(ours),
    )
    if chosen.persona is not None and chosen.persona not in brain.personas:
        raise BadInput(f"--persona {chosen.persona}: there are {', '.join(brain.personas)}")
    print("고민을 적어 보세요. 상담사는 AI예요. (빈 줄이면 끝나요)")
    asyncio.run(_talk(Desk(brain, chosen.persona)))
    return 0


async def _talk(desk: Desk) -> None:
    for number in itertools.count():
        try:
            text = (await asyncio.to_thread(input, "> ")).strip()
        except EOFError:
            print()
            return
        if not text:
            return
        reply = await desk.answer(event_of(number, requests.Ask(id=number, text=text, viewer="나")))
        print(f"{reply.speaker}: {reply.speech or reply.chat}" if reply.persona else reply.chat)
        for film in reply.films:
            print(f"  {film.title} ({film.year}) {film.why}")
