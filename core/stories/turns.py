"""The turns of a story on air."""

from msgspec.structs import replace

from core.channels.channel import Channel
from core.events import Viewer
from core.stories.story import Story
from core.turns import Reason, Turn


def reading_turn(story: Story, channel: Channel) -> Turn:
    """The turn that reads it; `text` and name are all that is known of its teller."""
    return Turn(
        id=story.reading,
        platform=story.platform,
        channel=story.channel,
        viewer=Viewer(story.viewer, story.pseudonym),
        text=story.text,
        event_ids=(),
        reason=Reason.STORY,
        score=1.0,
        at=story.moved_at,
        promised=True,
        among=channel.settings.personas,
        home=channel.home,
    )


def reactions_turn(story: Story, channel: Channel, now: float) -> Turn:
    """The turn in which all personas react to it, its reader first."""
    return replace(
        reading_turn(story, channel),
        id=story.reactions,
        at=now,
        persona=story.reader or None,
        together=True,
    )
