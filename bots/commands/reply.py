"""JSON lines {"id", "viewer", "text", "donation"?} in; a persona's answer out.

A viewer's lines are one dialogue.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable
from typing import Any

import msgspec

from adapters.models.embedded import EmbeddedResponder
from bots import jsonl, requests, settings
from bots.brain import Brain, build_brain
from bots.classifier import load_classifier
from core.channels.channel import Channel
from core.channels.settings import ChannelSettings
from core.commands.table import ALONE, find
from core.commands.typed import Alone, Few
from core.engine import Engine
from core.errors import BadInput
from core.events import ChatMessage, Donation, Event, Viewer
from core.gate.gate import GateSettings
from core.gate.support import support_of
from core.gifts.tiers import STEPS
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from core.safety.answer import crisis_reply
from core.safety.outbound import fit
from core.turns import Reason, Turn

CHAT_LENGTH = 99
CHANNEL = "cli"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--persona", metavar="SLUG", help="who answers (see lovelm persona list)")
    parser.add_argument("--seed", type=int, default=0, help="makes choices repeatable")


def main(chosen: argparse.Namespace) -> int:
    limits = dict.fromkeys(Platform, CHAT_LENGTH)
    ours = settings.load()
    brain = build_brain(
        ours.bot_name,
        EmbeddedResponder(),
        chosen.seed,
        limits,
        classifier=load_classifier(ours.classifier),
        guests=settings.persona_folder(ours),
    )
    if chosen.persona is not None and chosen.persona not in brain.personas:
        raise BadInput(f"--persona {chosen.persona}: there are {', '.join(brain.personas)}")
    desk = Desk(brain, chosen.persona)

    async def answer(id: Any, request: requests.Ask) -> dict[str, Any]:
        started = time.perf_counter()
        reply = await desk.answer(event_of(id, request))
        return {"id": id, **shown(reply), "ms": round((time.perf_counter() - started) * 1000, 2)}

    return asyncio.run(jsonl.serve(requests.Ask, answer))


class Desk:
    """Answers one line at a time, with the safety of a stream but without its queue."""

    def __init__(self, brain: Brain, persona: str | None) -> None:
        self._brain = brain
        self._persona = persona
        self._engine = Engine(brain.answer, brain.personas, brain.words)
        self._channel = Channel(Platform.ROOM, CHANNEL, brain.gate(GateSettings()))

    async def answer(self, event: ChatMessage | Donation) -> Reply:
        """The fixed answer in a crisis, a notice for a command, a persona's reply otherwise."""
        verdict = self._brain.triager.triage(event.text)
        care = self._brain.aftercare
        if verdict.crisis:
            said = care.answer(event.viewer.id, verdict, event.at)
            return crisis_reply(
                event, (event.id,), said or self._brain.helplines.answer(verdict, 0)
            )
        if care.holds(event.viewer.id, event.at):
            said = care.follow_up(event.viewer.id, event.at, again=True)
            return crisis_reply(event, (event.id,), said or "")
        turn = await self._turn(event)
        if isinstance(turn, str):
            return notice_reply(event, turn)
        return await self._engine.answer(turn)

    async def _turn(self, event: ChatMessage | Donation) -> Turn | str:
        """What to answer, or what a command says by itself."""
        support = support_of(event, STEPS)
        if support is None and event.text.startswith("!"):
            return await self._command(event)
        return Turn(
            id=event.id,
            platform=event.platform,
            channel=event.channel,
            viewer=event.viewer,
            text=event.text,
            event_ids=(event.id,),
            reason=Reason.DONATION if support else Reason.MENTION,
            score=1.0,
            at=event.at,
            persona=self._persona or self._brain.address.persona(event.text),
            support=support,
        )

    async def _command(self, event: Event) -> Turn | str:
        found = find(event.text, ChannelSettings())
        if found is None or not isinstance(event, ChatMessage):
            return ""
        command, words = found
        run = next((run for run in ALONE if run is command.run), None)
        if run is None:
            return ""
        services = Few(personas=self._brain.personas, corner=self._brain.corner)
        said = run(Alone(event, words, self._channel, services, event.at))
        if isinstance(said, Awaitable):
            said = await said
        turn = self._channel.gate.take(event.at)
        if turn is None:
            return said or ""
        return msgspec.structs.replace(turn, persona=turn.persona or self._persona)


def event_of(id: Any, request: requests.Ask) -> ChatMessage | Donation:
    """The event a request stands for."""
    about: dict[str, Any] = {
        "id": f"cli:{id}",
        "platform": Platform.ROOM,
        "channel": CHANNEL,
        "viewer": Viewer(f"cli:{request.viewer}", request.viewer),
        "at": time.time(),
    }
    gift = request.donation
    if gift is None:
        return ChatMessage(**about, text=request.text)
    text = " ".join(dict.fromkeys(filter(None, (request.text, gift.text))))
    return Donation(**about, text=text, amount=gift.amount, shown=f"{gift.amount:,}원")


def notice_reply(event: Event, text: str) -> Reply:
    """A command's own answer, in nobody's voice."""
    return Reply(
        turn_id=event.id,
        platform=event.platform,
        channel=event.channel,
        viewer=event.viewer,
        in_reply_to=(event.id,),
        question="",
        persona=None,
        speaker="",
        chat=fit(text, CHAT_LENGTH),
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COMMAND,
        model="command",
    )


def shown(reply: Reply) -> dict[str, Any]:
    """A reply as the command prints it."""
    return {
        "persona": reply.persona,
        "chat": reply.chat,
        "speech": reply.speech,
        "emotion": reply.emotion,
        "intent": reply.intent,
        "films": msgspec.to_builtins(reply.films),
        "crisis": reply.crisis,
        "model": reply.model,
    }
