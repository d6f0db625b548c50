"""Who uses a local Discord, and where from."""

from dataclasses import dataclass

from adapters.simulated.discord_shapes import GUILD

VIEWER = "400000000000000001"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who uses commands, buttons and menus: `permissions` are what Discord says they
    may do, `guild` None in private messages, `channel` "" the first one."""

    id: str = VIEWER
    name: str = "시청자"
    permissions: int = 0
    roles: tuple[str, ...] = ()
    guild: str | None = GUILD
    channel: str = ""
    # The channel that a thread hangs on.
    parent: str = ""
    # The language of their Discord.
    locale: str = "ko"
