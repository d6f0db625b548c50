"""The whole prompt of one call: character, rules, examples, the dialogue so far, what is said now."""

import secrets
from dataclasses import dataclass

from core.pipeline.brief import Brief
from core.prompts.examples import nearest
from core.prompts.fence import fenced, plain
from core.prompts.guest import described, introduced
from core.prompts.message import Message, Role
from core.prompts.secrecy import Secrecy
from core.prompts.system import LONGEST_CHAT, character, own, rules
from core.safety.outbound import fit

BREAK = "---"
# What one answer may come to: four sentences and a chat line, three letters of Korean in two tokens.
MOST_TOKENS = 400
# A token is at least one byte of text; a chat template adds a few to each message.
AROUND_MESSAGE = 16


@dataclass(frozen=True, slots=True)
class Prompt:
    messages: tuple[Message, ...]
    secrecy: Secrecy

    @property
    def most_tokens(self) -> int:
        """No tokenizer makes more of it."""
        return sum(len(m.text.encode()) + AROUND_MESSAGE for m in self.messages) + AROUND_MESSAGE


def prompt(brief: Brief) -> Prompt:
    """What a model is told for `brief`; its marks are new with every call."""
    mark, canary = secrets.token_hex(8), f"LV-{secrets.token_hex(8)}"
    who, law = character(brief), rules(brief, mark, canary)
    marks: tuple[str, ...] = (mark, canary)
    system = f"{who}\n\n{law}"
    if brief.persona.guest:
        # A guest's text has marks of its own: within the viewers' it would read as a story.
        marks += (secrets.token_hex(8),)
        system = f"{system}\n\n{introduced(brief, marks[-1])}"
        who = "\n".join((who, *described(brief.persona)))
    messages = [Message(Role.SYSTEM, system)]
    if own(brief) and not brief.persona.guest:
        for example in nearest(brief.persona.examples, brief.text, brief.reading):
            messages += _pair(brief, mark, example.viewer, example.reply)
    for said, answered in brief.history:
        messages += _pair(brief, mark, said, answered)
    words = fenced(brief.text, mark, brief.slots.get("name", ""))
    messages.append(Message(Role.VIEWER, f"{words}{_others(brief)}"))
    return Prompt(tuple(messages), Secrecy(marks, law, who))


def _others(brief: Brief) -> str:
    """What other personas have said to the same story."""
    if not brief.heard:
        return ""
    said = "\n".join(f"- {plain(name)}: {plain(words)}" for name, words in brief.heard)
    return f"\n\n[먼저 답한 상담사들]\n{said}\n같은 말을 되풀이하지 말고 한 사람의 말에 짧게 맞장구치거나 다르게 본다."


def _pair(brief: Brief, mark: str, said: str, answered: str) -> list[Message]:
    chat = fit(answered, min(brief.occasion.chat, LONGEST_CHAT))
    written = f"{answered}\n{BREAK}\n{chat}"
    return [Message(Role.VIEWER, fenced(said, mark)), Message(Role.PERSONA, written)]
