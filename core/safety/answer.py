"""The fixed answer to a disclosure, as a reply."""

from core.events import Event
from core.labels import Emotion, Intent
from core.replies import Reply
from core.turns import Turn


def crisis_reply(about: Event | Turn, ids: tuple[str, ...], text: str) -> Reply:
    """A fixed answer: no persona, nothing spoken, the viewer's words left out."""
    return Reply(
        turn_id=f"crisis:{ids[-1]}",
        platform=about.platform,
        channel=about.channel,
        viewer=about.viewer,
        in_reply_to=ids,
        question="",
        persona=None,
        speaker="",
        chat=text,
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
        crisis=True,
        model="fixed",
        token=getattr(about, "token", None),
    )
