"""How far something has come, as somebody watches it in a terminal."""

import sys
import time

BAR, TOLD_EVERY = 24, 5.0


class Bar:
    """Done, total and time left, on standard error; in place on a terminal, else now and then."""

    def __init__(self, what: str) -> None:
        """`what` is counted: "rows"."""
        self._what = what
        self._in_place = sys.stderr.isatty()
        self._began = self._told = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told < (0.1 if self._in_place else TOLD_EVERY) and done < total:
            return
        self._told = now
        start, end = ("\r", "") if self._in_place else ("", "\n")
        print(
            f"{start}{self._line(done, total, now - self._began)}", end=end,
            file=sys.stderr, flush=True,
        )  # fmt: skip

    def end(self) -> None:
        """Leave the terminal's line."""
        if self._in_place:
            print(file=sys.stderr)

    def _line(self, done: int, total: int, seconds: float) -> str:
        full = BAR * done // max(1, total)
        line = f"[{'#' * full}{'-' * (BAR - full)}] {done:,}/{total:,} {self._what}"
        if not done or seconds <= 0:
            return line
        minutes, rest = divmod(int((total - done) * seconds / done), 60)
        return f"{line}  {minutes}:{rest:02} left"
