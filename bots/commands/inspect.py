"""JSON lines {"id", "text"} in; triage, intent, emotion, situation and film wish out."""

import argparse
import asyncio
from typing import Any

from bots import jsonl, requests
from core.safety.triage import Triage, Triager


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=int, default=0, help="accepted for symmetry; nothing here is random"
    )
    parser.add_argument(
        "--only", choices=("triage",), help="judge danger and nothing else: for very many lines"
    )


def main(chosen: argparse.Namespace) -> int:
    triager = Triager.load()
    return _triage(triager) if chosen.only else _everything(triager)


def _triage(triager: Triager) -> int:
    async def answer(id: Any, request: requests.Inspect) -> dict[str, Any]:
        return {"id": id, "triage": _told(triager.triage(request.text))}

    return asyncio.run(jsonl.serve(requests.Inspect, answer))


def _everything(triager: Triager) -> int:
    # Films and n-gram weights take half a second to load, which triage alone never needs.
    import msgspec

    from bots import settings
    from bots.classifier import load_classifier
    from core.movies.catalogue import Catalogue
    from core.understanding.understander import Understander

    understander = Understander(load_classifier(settings.load().classifier), Catalogue.load())

    async def answer(id: Any, request: requests.Inspect) -> dict[str, Any]:
        triage = triager.triage(request.text)
        reading = understander.read(request.text)
        wish = None if triage.crisis else reading.wish
        return {
            "id": id,
            "triage": _told(triage),
            "intent": reading.intent,
            "emotion": [[label, round(p, 4)] for label, p in reading.emotions],
            "situation": reading.situation,
            "film_wish": None if wish is None else msgspec.to_builtins(wish),
        }

    return asyncio.run(jsonl.serve(requests.Inspect, answer))


def _told(triage: Triage) -> dict[str, Any]:
    return {"level": triage.level, "kind": triage.kind}
