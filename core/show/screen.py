"""Where viewers see and hear what the core shows."""

from typing import Any, Protocol

from core.labels import Platform


class Screen(Protocol):
    """Where a stream's viewers see and hear the personas; a page shows one channel, or all."""

    def watched(self, platform: Platform, channel: str) -> bool:
        """Whether answers are seen and heard there."""

    def shows_alerts(self, platform: Platform, channel: str) -> bool:
        """Whether what somebody gave is shown there."""

    def show(self, platform: Platform, channel: str, event: dict[str, Any]) -> None: ...

    async def play(
        self,
        platform: Platform,
        channel: str,
        event: dict[str, Any],
        wav: bytes | None,
        seconds: float,
    ) -> bool:
        """Returns when it was played, or should have been; False when it came to no page."""

    def stop(self, platform: Platform, channel: str) -> None: ...

    def interrupt(self, platform: Platform, channel: str) -> None: ...

    def calm(self, platform: Platform, channel: str, seconds: float) -> None: ...
