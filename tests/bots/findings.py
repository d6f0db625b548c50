"""What `lovelm doctor` finds, for the tests of its parts."""

from typing import Any

from bots.checks.finding import Finding, State
from bots.commands import doctor
from bots.grants import open_grants
from bots.settings import Settings, data_folder
from core.grants import Grant


async def examined(*channels: str, **values: Any) -> list[Finding]:
    """What the doctor finds, besides what is well with this machine."""
    options = Settings(**{"PORT": 0, "oauth_port": 0} | values)
    async with doctor._about(options, channels) as about:
        return [finding async for finding in doctor.examine(about)]


async def about(part: str, *channels: str, **values: Any) -> list[Finding]:
    """What it finds of the parts that begin with `part`."""
    return [found for found in await examined(*channels, **values) if found.part.startswith(part)]


def states(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(found.part, found.state.value) for found in findings]


def told(findings: list[Finding], *words: str) -> Finding:
    """The finding with these words. What is not well has a fix, what is has none."""
    for found in findings:
        assert bool(found.fix) == (found.state in (State.WARNING, State.BROKEN)), found
    (same,) = [f for f in findings if all(word in f"{f.what} {f.fix}" for word in words)]
    return same


async def keep(grant: Grant) -> None:
    options = Settings()
    async with open_grants(options, data_folder(options)) as grants:
        await grants.open(grant.platform, grant.kind, grant.account).save(grant)
