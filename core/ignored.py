"""Viewers whom a channel answers no more."""

from collections.abc import Callable

import msgspec

from core.channel import Channel
from core.channel_settings import ChannelSettings
from core.channels import Channels
from core.replies import Notice
from core.waiting import PASSED_OVER, excuse


async def ignore(
    channels: Channels,
    channel: Channel,
    viewer: str,
    name: str,
    on: bool,
    tell: Callable[[Notice], object],
) -> str:
    """Answer `viewer` no more in `channel`, or again."""
    if on:
        for waiting in channel.gate.waiting():
            if waiting.viewer.id == viewer and waiting.promised and not waiting.support:
                tell(excuse(waiting, PASSED_OVER))
        channel.gate.withdraw(viewer)

    def edit(settings: ChannelSettings) -> ChannelSettings:
        ignored = {id: shown for id, shown in settings.ignored.items() if id != viewer}
        if on:
            ignored[viewer] = name
        # The oldest gives way, so that the list stays one that people can read.
        return msgspec.structs.replace(settings, ignored=dict(list(ignored.items())[-IGNORED:]))

    await channels.edit(channel.platform, channel.key, edit)
    return f"{name}님 말에는 이제 답하지 않을게요." if on else f"{name}님 말에 다시 답할게요."


IGNORED = 500
