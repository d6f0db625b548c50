"""JSON lines {"id", "text"} in; triage, intent, emotion, situation and film wish out."""

import argparse
import asyncio
from typing import Any

import msgspec

from bots import jsonl, requests
from core.movies.catalogue import Catalogue
from core.safety.triage import Triager
from core.understanding.linear import LinearClassifier
from core.understanding.understander import Understander


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=int, default=0, help="accepted for symmetry; nothing here is random"
    )


def main(_: argparse.Namespace) -> int:
    triager = Triager.load()
    understander = Understander(LinearClassifier.load(), Catalogue.load())

    async def answer(id: Any, request: requests.Inspect) -> dict[str, Any]:
        triage = triager.triage(request.text)
        reading = understander.read(request.text)
        wish = None if triage.crisis else reading.wish
        return {
            "id": id,
            "triage": {"level": triage.level, "kind": triage.kind},
            "intent": reading.intent,
            "emotion": [[label, round(p, 4)] for label, p in reading.emotions],
            "situation": reading.situation,
            "film_wish": None if wish is None else msgspec.to_builtins(wish),
        }

    return asyncio.run(jsonl.serve(requests.Inspect, answer))
