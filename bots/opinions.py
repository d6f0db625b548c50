"""Opinions on films for a command that keeps nothing when it ends."""

from collections.abc import Sequence

from core.movies.opinion import FIRM, Opinion, Verdict


class MemoryOpinions:
    """A dictionary; every account by itself."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Opinion] = {}

    async def of(self, viewers: Sequence[str], since: float) -> list[Opinion]:
        return [
            opinion
            for (viewer, _), opinion in self._held.items()
            if viewer in viewers and (opinion.verdict or opinion.shown_at >= since)
        ]

    async def judge(self, viewer: str, films: Sequence[str], verdict: Verdict, at: float) -> None:
        for film in films:
            old = self._of(viewer, film)
            if not (verdict is Verdict.SEEN and old.verdict in FIRM):
                self._held[viewer, film] = Opinion(film, verdict, at, old.shown_at)

    async def unsave(self, viewers: Sequence[str], films: Sequence[str]) -> int:
        saved = [
            key
            for key, opinion in self._held.items()
            if key[0] in viewers and key[1] in films and opinion.verdict is Verdict.SAVED
        ]
        for key in saved:
            self._held[key] = Opinion(key[1], None, 0.0, self._held[key].shown_at)
        return len({film for _, film in saved})

    async def shown(self, viewer: str, films: Sequence[str], at: float) -> None:
        for film in films:
            old = self._of(viewer, film)
            self._held[viewer, film] = Opinion(film, old.verdict, old.at, at)

    def _of(self, viewer: str, film: str) -> Opinion:
        return self._held.get((viewer, film), Opinion(film, None))
