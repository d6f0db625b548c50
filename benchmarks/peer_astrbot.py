"""AstrBot for `peer_worker.py`, in an environment that has it."""

# mypy: disable-error-code="import-not-found, misc"

import json
import logging
import os
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any


def pipeline() -> Callable[[list[str]], Coroutine[Any, Any, int]]:
    """AstrBot's pipeline as shipped, with all its stages and built-in plugins, on group messages
    that are not for it. Its limit of 30 messages a minute, which makes it wait, is lifted."""
    folder = tempfile.mkdtemp()
    for name in ("plugins", "config", "temp"):
        Path(folder, "data", name).mkdir(parents=True)
    os.environ["ASTRBOT_ROOT"] = folder
    os.chdir(folder)
    from astrbot.api.event import AstrMessageEvent
    from astrbot.api.message_components import Plain
    from astrbot.api.platform import AstrBotMessage, MessageMember, MessageType, PlatformMetadata
    from astrbot.core import LogBroker, db_helper
    from astrbot.core.core_lifecycle import AstrBotCoreLifecycle

    about = PlatformMetadata("twitch", "chat", "twitch")
    schedulers: list[Any] = []

    async def started() -> Any:
        if not schedulers:
            await db_helper.initialize()
            life = AstrBotCoreLifecycle(LogBroker(), db_helper)
            life.astrbot_config["platform_settings"]["rate_limit"]["count"] = 10**9
            await life.initialize()
            schedulers.extend(life.pipeline_scheduler_mapping.values())
            logging.disable(logging.CRITICAL)
        return schedulers[0]

    def event_of(frame: str) -> Any:
        event = json.loads(frame)["payload"]["event"]
        message = AstrBotMessage()
        message.type = MessageType.GROUP_MESSAGE
        message.self_id, message.message_id = "9001", event["message_id"]
        message.group_id = message.session_id = event["broadcaster_user_id"]
        message.sender = MessageMember(event["chatter_user_id"], event["chatter_user_name"])
        message.message_str = event["message"]["text"]
        message.message, message.raw_message = [Plain(message.message_str)], event
        return AstrMessageEvent(message.message_str, message, about, message.session_id)

    async def feed(frames: list[str]) -> int:
        scheduler, handled = await started(), 0
        for frame in frames:
            await scheduler.execute(event_of(frame))
            handled += 1
        return handled

    return feed
