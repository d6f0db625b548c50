"""What accounts think of films and were shown of them: ids and verdicts only."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.movies.feedback import SHOWN_FOR
from core.movies.opinion import FIRM, Opinion, Verdict
from core.ports import Clock
from core.whole import whole
from storage.dialect import insert
from storage.tables import FILM_FEEDBACK

_ROW = FILM_FEEDBACK.c
_KEY = ("viewer", "film")


class SqlFilmFeedback:
    """One row an account and film."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def of(self, viewers: Sequence[str], since: float) -> list[Opinion]:
        """Every verdict of these accounts, and what was shown to them from `since` on."""
        columns = select(_ROW.film, _ROW.verdict, _ROW.at, _ROW.shown_at)
        counts = or_(_ROW.verdict.is_not(None), _ROW.shown_at >= since)
        async with self._engine.connect() as connection:
            rows = await connection.execute(columns.where(_ROW.viewer.in_(viewers), counts))
            return [
                Opinion(film, None if verdict is None else Verdict(verdict), at, shown_at)
                for film, verdict, at, shown_at in rows.all()
            ]

    async def judge(self, viewer: str, films: Sequence[str], verdict: Verdict, at: float) -> None:
        """Store a verdict in place of the one before; SEEN takes back nothing that is FIRM."""
        statement = insert(self._engine, FILM_FEEDBACK)
        open_yet = and_(*(_ROW.verdict.is_distinct_from(firm) for firm in FIRM))
        kept = open_yet if verdict is Verdict.SEEN else None
        await self._write(
            statement.on_conflict_do_update(
                index_elements=_KEY, set_={"verdict": verdict, "at": at}, where=kept
            ),
            [_row(viewer, film) | {"verdict": verdict, "at": at} for film in films],
        )

    async def unsave(self, viewers: Sequence[str], films: Sequence[str]) -> int:
        """Films that are saved by these accounts are so no more; how many films were."""
        which = (_ROW.viewer.in_(viewers), _ROW.film.in_(films), _ROW.verdict == Verdict.SAVED)

        async def commit() -> int:
            async with self._engine.begin() as connection:
                gone = update(FILM_FEEDBACK).where(*which).values(verdict=None)
                found = await connection.execute(gone.returning(_ROW.film))
                return len(set(found.scalars()))

        return await whole(commit())

    async def shown(self, viewer: str, films: Sequence[str], at: float) -> None:
        statement = insert(self._engine, FILM_FEEDBACK).on_conflict_do_update(
            index_elements=_KEY, set_={"shown_at": at}
        )
        await self._write(statement, [_row(viewer, film) | {"shown_at": at} for film in films])

    async def forget(self, viewers: Collection[str]) -> None:
        """Delete what these accounts thought, and that anything was shown to them."""

        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(
                    delete(FILM_FEEDBACK).where(_ROW.viewer.in_(list(viewers)))
                )

        await whole(commit())

    async def sweep(self) -> None:
        """Forget what was shown so long ago that it counts no more, where nothing was said of it."""
        old = _ROW.verdict.is_(None) & (_ROW.shown_at < self._clock() - SHOWN_FOR)
        async with self._engine.begin() as connection:
            await connection.execute(delete(FILM_FEEDBACK).where(old))

    async def _write(self, statement: object, rows: list[dict[str, object]]) -> None:
        async def commit() -> None:
            async with self._engine.begin() as connection:
                await connection.execute(statement, rows)  # type: ignore[call-overload]

        if rows:
            await whole(commit())


def _row(viewer: str, film: str) -> dict[str, object]:
    return {"viewer": viewer, "film": film, "verdict": None, "at": 0.0, "shown_at": 0.0}
