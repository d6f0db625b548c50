"""Hours of everything at once: nothing grows, and nobody speaks faster than a platform allows."""

import statistics
from collections.abc import Sequence

import pytest

from tests.faults.evening import Evening, Sample
from tests.faults.once import Once
from tests.faults.report import RowOf
from tests.faults.test_overload import LIMITS

# Seconds of warm-up, of the soak, and between two looks. In the warm-up whatever is remembered of
# viewers fills up: thousands must have been there.
SHORT, FULL = (8.0, 24.0, 1.0), (900.0, 7_200.0, 10.0)
MOST_GROWN = 1.05


@pytest.fixture(scope="module")
def evening(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Once[Evening]:
    form = FULL if request.config.getoption("full", default=False) else SHORT

    async def play() -> Evening:
        evening = Evening(tmp_path_factory.mktemp("evening"))
        await evening.played(*form)
        return evening

    return Once(play)


def ends(samples: Sequence[Sample]) -> tuple[Sequence[Sample], Sequence[Sample]]:
    """The first and the last fifth."""
    fifth = max(1, len(samples) // 5)
    return samples[:fifth], samples[-fifth:]


async def test_nothing_grows(evening: Once[Evening], row: RowOf) -> None:
    must = "memory +≤ 5 % after warm-up, no growth of tasks or descriptors"
    with row(17, "soak: everything on all platforms, people come and go", must) as found:
        seen = await evening()
        first, last = ends(seen.samples)
        memory = [statistics.median(one.memory for one in part) for part in (first, last)]
        tasks = [statistics.median(one.tasks for one in part) for part in (first, last)]
        files = [statistics.median(one.descriptors for one in part) for part in (first, last)]
        found.figure = (
            f"{seen.events:,.0f} events, {seen.said:,} lines said; {memory[0]:.0f} → {memory[1]:.0f} MiB "
            f"({100 * (memory[1] / memory[0] - 1):+.1f} %), tasks {tasks[0]:.0f} → {tasks[1]:.0f}, "
            f"descriptors {files[0]:.0f} → {files[1]:.0f}"
        )
        assert len(seen.samples) >= 10
        assert seen.said >= 20
        found.within(memory[1] <= MOST_GROWN * memory[0], "memory")
        # They come and go with those who are there.
        assert tasks[1] <= 1.1 * tasks[0] + 5
        assert files[1] <= 1.1 * files[0] + 5


async def test_nobody_speaks_too_fast(evening: Once[Evening], row: RowOf) -> None:
    """Answers, thanks, receipts, notices and crises together."""
    with row(16, "everything at once: soak", "never above the platform's limit") as found:
        seen = await evening()
        most = {name: seen.sends[name].most(per) for name, (_, per) in LIMITS.items()}
        found.figure = ", ".join(
            f"{name}: at most {most[name]} in {per:g} s (limit {limit})"
            for name, (limit, per) in LIMITS.items()
        )
        for name, (limit, _) in LIMITS.items():
            assert 0 < most[name] <= limit
        assert seen.breaches == 0
