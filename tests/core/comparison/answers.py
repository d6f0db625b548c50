"""Answers for the tests."""

from dataclasses import replace

from core.comparison.answer import Answer, Written

PERSONAS = ("onyu", "raon", "yudam", "dogeon")


def answer(backend: str, question: int = 0, run: int = 0, seconds: float = 1.0) -> Answer:
    """A sound answer that took that long."""
    slug = PERSONAS[(question + run) % len(PERSONAS)]
    said = Written(
        "괜찮아요.", "괜찮아요.", "괜찮아요.", seconds / 4, seconds / 2, seconds, 900, 60
    )
    return Answer(backend, (question, run, slug), f"고민 {question}", said, speaker=slug)


def answers(backend: str, questions: int = 8, runs: int = 2, seconds: float = 1.0) -> list[Answer]:
    """Question by question a little slower."""
    return [
        answer(backend, question, run, seconds + question / 10)
        for question in range(questions)
        for run in range(runs)
    ]


def failed(right: Answer) -> Answer:
    return replace(right, speaker="", written=Written(failure="too late"))
