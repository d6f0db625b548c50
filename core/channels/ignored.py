"""Viewers whom a channel answers no more."""

from collections.abc import Callable

import msgspec

from core.channels.channel import Channel
from core.channels.known import Channels
from core.channels.settings import ChannelSettings
from core.channels.waiting import PASSED_OVER, excuse
from core.gate.candidate import Candidate
from core.labels import Platform
from core.replies import Notice
from core.viewers.veiled import hashed


def pass_over(channel: Channel, viewer: str, tell: Callable[[Notice], object]) -> list[Candidate]:
    """Nothing of `viewer` is answered that waits or might come back; who was promised an answer
    is told. Those lines."""
    gone = channel.gate.withdraw(viewer)
    for line in gone:
        if line.promised:
            tell(excuse(line, PASSED_OVER))
    return gone


async def ignore(
    channels: Channels, platform: Platform, channel: str, viewer: str, name: str, on: bool
) -> str:
    """Answer `viewer` no more in that channel, or again."""

    known = (viewer, hashed(viewer))

    def edit(settings: ChannelSettings) -> ChannelSettings:
        ignored = {id: shown for id, shown in settings.ignored.items() if id not in known}
        if on:
            ignored[viewer] = name
        # The oldest gives way, so that the list stays one that people can read.
        return msgspec.structs.replace(settings, ignored=dict(list(ignored.items())[-IGNORED:]))

    await channels.edit(platform, channel, edit)
    return f"{name}님 말에는 이제 답하지 않을게요." if on else f"{name}님 말에 다시 답할게요."


IGNORED = 500
