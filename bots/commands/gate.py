"""JSON lines of a stream in time order in; one line for each turn that is answered out."""

import argparse
import asyncio
import math
from typing import Any

from adapters.models.embedded import EmbeddedResponder
from bots import jsonl, requests, settings
from bots.brain import build_brain
from bots.classifier import load_classifier
from core.channels.channel import PACE
from core.events import ChatMessage, Donation, Event, Viewer
from core.gate.gate import GateSettings
from core.gate.replay import Replay
from core.labels import Platform
from core.turns import Turn


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reply-every", type=seconds, metavar="S", help="answer at most every S seconds"
    )
    parser.add_argument(
        "--pace-of",
        choices=[*PACE],
        metavar="PLATFORM",
        help=f"answer as often as a channel there does: {', '.join(PACE)}",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="accepted for symmetry; nothing here is random"
    )


def seconds(text: str) -> float:
    """A finite number of seconds from 0. Raises ArgumentTypeError."""
    value = float(text)
    if not math.isfinite(value) or value < 0:
        raise argparse.ArgumentTypeError(f"{text}: a number of seconds from 0 is needed")
    return value


def main(chosen: argparse.Namespace) -> int:
    ours = settings.load()
    brain = build_brain(
        ours.bot_name,
        EmbeddedResponder(),
        classifier=load_classifier(ours.classifier),
        guests=settings.persona_folder(ours),
    )
    ids: dict[str, Any] = {}

    def show(turn: Turn, now: float) -> None:
        answered = [ids[event_id] for event_id in turn.event_ids]
        jsonl.write(
            {"t": round(now, 3), "ids": answered, "reason": turn.reason, "score": turn.score}
        )

    replay = Replay(
        brain.gate(GateSettings()),
        brain.triager,
        brain.understander,
        chosen.reply_every or PACE.get(chosen.pace_of, 0.0),
        show,
    )

    async def hear(id: Any, request: requests.Heard) -> None:
        event = event_of(f"{len(ids)}:{id}", request)
        ids[event.id] = id
        replay.hear(event)

    status = asyncio.run(jsonl.serve(requests.Heard, hear))
    replay.finish()
    return status


def event_of(id: str, request: requests.Heard) -> Event:
    """The event a line stands for."""
    about: dict[str, Any] = {
        "id": id,
        "platform": Platform.TWITCH,
        "channel": "replay",
        "viewer": Viewer(request.viewer, request.viewer, frozenset(request.roles)),
        "at": request.t,
    }
    gift = request.donation
    if gift is None:
        return ChatMessage(**about, text=request.text)
    return Donation(
        **about, text=gift.text or request.text, amount=gift.amount, shown=f"{gift.amount:,}원"
    )
