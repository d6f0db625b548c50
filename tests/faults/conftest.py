"""`pytest tests/faults` runs a short form of each row, with `--full` the whole of it; `--write`
puts what was measured into docs/reliability.md."""

from pathlib import Path

import pytest

from tests.faults.report import Report, RowOf, Times

FOLDER = Path(__file__).parent
# Seconds for the longest row of the full form.
LONGEST = 3 * 3600
REPORT = pytest.StashKey[Report]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="each fault as often as it is promised")
    parser.addoption("--write", action="store_true", help="write docs/reliability.md")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[REPORT] = Report(timed=bool(config.getoption("full", default=False)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("full", default=False):
        for item in items:
            if FOLDER in item.path.parents:
                item.add_marker(pytest.mark.timeout(LONGEST), append=False)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    report = config.stash[REPORT]
    if report.rows and config.getoption("full", default=False):
        terminalreporter.section("what must hold")
        for line in report.lines():
            terminalreporter.line(line)
        if config.getoption("write", default=False):
            report.write()


@pytest.fixture
def row(request: pytest.FixtureRequest) -> RowOf:
    """`with row(number, fault, must) as found:` records a row; its test sets `found.figure`."""
    return request.config.stash[REPORT].row


@pytest.fixture
def times(request: pytest.FixtureRequest) -> Times:
    """`times(short, full)`: how often, or how long, in the form that runs."""
    full = request.config.getoption("full", default=False)
    return lambda short, long: long if full else short
