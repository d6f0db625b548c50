"""Viewers of commands that keep nothing."""

from core.viewer_choice import ViewerChoice


class NewViewers:
    """Nobody has decided anything."""

    async def choice(self, viewer: str) -> ViewerChoice:
        return ViewerChoice()
