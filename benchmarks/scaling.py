"""What so many channels take: `python -m benchmarks.scaling [--channels N]`.

From the kept results (`benchmarks/results/`) and the assumptions below, each of which an option
changes: processes of each role, Redis, PostgreSQL and its disk, model servers, won a month, and what is full first.
"""

import argparse
from dataclasses import dataclass, fields, replace
from math import ceil, inf
from typing import Any

from benchmarks.results import Report, kept
from bots.settings import Settings
from core.workers import ENGINES

CHANNELS = 10_000
STEPS = (100, 1_000, CHANNELS)
MONTH = 730
REQUESTS = 2


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is not measured here; each with its source below."""

    live: float = 0.2
    lines: float = 1.0
    peak: float = 3.0
    answers: float = 1.0
    events: float = 4.0
    busy: float = 0.5
    channels_twitch: float = 0.5
    twitch_sends: float = 100.0
    calls: float = min(ENGINES, Settings.model_fields["model_concurrency"].default)
    model_seconds: float = 2.0
    model_turns: float = 3.9
    kept_days: float = Settings.model_fields["keep_chat"].default
    spare: float = 1.5
    core_won: float = 60.0
    memory_won: float = 8.0
    gpu_won: float = 1_900.0
    disk_won: float = 190.0


# By the name of the option.
SOURCES = {
    "live": "channels live at a time, as a share of all: our guess for an evening",
    "lines": "lines of chat a second in a live channel, on average: our guess; the largest have 8",
    "peak": "how much more than the average a moment brings: our guess",
    "answers": "answers a minute in a live channel: our guess; a persona speaks about 8 s",
    "events": "events on a channel's overlay for each answer: receipt, question, speech, films",
    "busy": "how much of a core is used at most at the peak, so that nobody waits",
    "channels_twitch": "share of channels on Twitch: our guess",
    "twitch_sends": "lines in 30 s of one Twitch account that is moderator everywhere, over all channels "
    "(dev.twitch.tv/docs/chat/#rate-limits)",
    "calls": "model calls at once of one engine: LOVELM_MODEL_CONCURRENCY's default, and 8 answers at once at most",
    "model_seconds": "how long a call takes: what the server below does at 8 at once",
    "model_turns": "answers a second of one A100 40 GB with an 8B model in vLLM, 8 at once, 1,024 tokens "
    "in, 128 out (johnmusgrave.com/p/vllm-throughput-latency-sweep-on)",
    "kept_days": "days that lines and answers are kept (LOVELM_KEEP_CHAT)",
    "spare": "times the tables' size, for the write-ahead log, what was deleted and ids in no order: our guess",
    "core_won": "won an hour for a core with 4 GB, rented by the hour: half of an m7g.large, $0.0816 "
    "in June 2026, at ₩1,450",
    "memory_won": "won an hour for a GB of memory beyond those 4: our guess",
    "gpu_won": "won an hour for such a GPU: about $1.3 at ₩1,450",
    "disk_won": "won a month for a GB of a managed database's disk: about $0.13 at ₩1,450, our guess",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """What one piece of work takes, and where that was measured."""

    name: str
    cost: float
    unit: str
    source: str

    @property
    def said(self) -> str:
        """The cost with its unit."""
        cost = f"{self.cost:,.3g}" if self.cost < 1e3 else f"{self.cost:,.0f}"
        return f"{cost} {self.unit}"


@dataclass(frozen=True, slots=True)
class Need:
    """What one part takes; `most` is at how many channels it is full and cannot be multiplied."""

    part: str
    work: str
    cores: float
    processes: int
    most: float = inf
    gb: float = 0.0


def units(reports: dict[str, Report]) -> dict[str, Unit]:
    """The measured costs. Raises LookupError for what was not measured."""
    load, turns, voice = reports["load"], reports["turns"], reports["voice"]
    quiet, peak = "8/s again", "a flood, 500/s"
    lines = load.figure("flood", peak) - load.figure("flood", quiet)
    cpu = load.figure("flood", "… CPU", peak) - load.figure("flood", "… CPU", quiet)
    without = turns.figure("5", "embedded, 16 at once, no rows")
    stored = turns.figure("5", "embedded, 16 at once, PostgreSQL")
    model = reports["langgraph_vs_langchain"].figure("4", "pipeline, a model of 0 ms")
    rows = reports["storage_rows"].figure("rows", "PostgreSQL: turns, 100 at a time")
    logged = reports["storage_rows"].figure("9", "PostgreSQL: chat log, written behind")
    size = reports["chat_size"]
    return {
        "line": Unit("a line heard, sockets and all", cpu * 1e4 / lines, "µs CPU", f"load: {peak} less {quiet}"),
        "turn": Unit("an answer with a model, without its wait", model, "ms CPU", "langgraph_vs_langchain: pipeline, a model of 0 ms"),
        "rows": Unit("… its four rows", 1e3 * (1 / stored - 1 / without), "ms", "turns: PostgreSQL less none"),
        "change": Unit("a row's change in PostgreSQL", 1e6 / rows, "µs", "storage_rows: turns, 100 at a time, client and server on one machine"),
        "logged": Unit("a line's row in PostgreSQL", 1e6 / logged, "µs", "storage_rows: chat log, written behind, client and server on one machine"),
        "line_size": Unit("… on the disk, with its indexes", size.figure("size", "PostgreSQL: a line of chat"), "B", "chat_size"),
        "turn_size": Unit("an answered turn on the disk", size.figure("size", "PostgreSQL: an answered turn"), "B", "chat_size"),
        "item": Unit("an item through Redis", 1e6 / reports["redis_topics"].figure("", "put one by one"), "µs", "redis_topics: put one by one, client and server on one machine"),
        "voice": Unit("an answer aloud: voice, sound, page", voice.figure("11", "text → first bytes, an answer"), "ms", "voice: an answer of four sentences"),
        "send": Unit("an event to one browser", reports["fanout"].figure("7", "the hub"), "µs CPU", "fanout: the hub"),
        "memory": Unit("an idle process", reports["start"].figure("10", "an idle process"), "MB", "start"),
    }  # fmt: skip


def needs(channels: float, unit: dict[str, Unit], given: Assumed) -> list[Need]:
    """Each part at the peak of `channels`."""
    live = channels * given.live
    lines = live * given.lines * given.peak
    answers = live * given.answers * given.peak / 60
    on_twitch = answers * given.channels_twitch

    def part(name: str, work: str, cores: float, once: bool = False, least: float = 1) -> Need:
        most = channels * given.busy / cores if once else inf
        many = max(ceil(round(least, 6)), ceil(cores / given.busy), 1)
        return Need(name, work, cores, 1 if once else many, most)

    hearing = lines * unit["line"].cost / 1e6
    thinking = answers * (unit["turn"].cost + unit["rows"].cost) / 1e3
    speaking = answers * (unit["voice"].cost / 1e3 + given.events * unit["send"].cost / 1e6)
    calls = answers * given.model_seconds
    rows = (4 * answers * unit["change"].cost + lines * unit["logged"].cost) / 1e6
    # What is kept is that of whole days, at the average of an evening.
    days = 86_400 * given.kept_days / given.peak
    kept_lines, kept_turns = lines * days, answers * days
    size = kept_lines * unit["line_size"].cost + kept_turns * unit["turn_size"].cost
    gb = given.spare * size / 1e9
    items = REQUESTS * answers * unit["item"].cost / 1e6
    return [
        part("chat", f"{lines:,.0f} lines/s", hearing),
        part("engine", f"{answers:,.1f} answers/s, {calls:,.1f} calls at once", thinking, least=calls / given.calls),
        part("web (one)", f"{answers:,.1f} answers aloud/s", speaking, once=True),
        part("Redis (one)", f"{REQUESTS * answers:,.1f} items/s", items, once=True),
        part("PostgreSQL (one)", f"{lines:,.0f} lines/s, {4 * answers:,.1f} changes/s", rows, once=True),
        Need("its disk", f"{kept_lines / 1e6:,.1f} M lines, {kept_turns / 1e6:,.2f} M answers: {gb:,.0f} GB", 0.0, 0, gb=gb),
        Need(
            "a Twitch account", f"{on_twitch:,.1f} lines/s", 0.0,
            max(1, ceil(round(on_twitch * 30 / given.twitch_sends, 6))),
            channels * given.twitch_sends / 30 / on_twitch,
        ),
        Need("model server (GPU)", f"{answers:,.1f} answers/s", 0.0, max(1, ceil(answers / given.model_turns))),
    ]  # fmt: skip


def won(found: list[Need], unit: dict[str, Unit], given: Assumed) -> dict[str, float]:
    """A month's cost of each kind, at the peak's size all month."""
    ours = [need for need in found if need.cores]
    # Processes that wait for a model share a core.
    cores = sum(ceil(need.cores / given.busy) for need in ours)
    memory = sum(need.processes for need in ours) * unit["memory"].cost / 1e3
    gpus = next(need.processes for need in found if need.part.startswith("model"))
    return {
        "cores": cores * given.core_won * MONTH,
        "memory beyond": max(0.0, memory - 4 * cores) * given.memory_won * MONTH,
        "GPUs": gpus * given.gpu_won * MONTH,
        "disk": sum(need.gb for need in found) * given.disk_won,
    }


def section(reports: dict[str, Report], given: Assumed | None = None) -> str:
    """Markdown: unit costs, assumptions, and what each step takes."""
    given = given or Assumed()
    unit = units(reports)
    text = ["| measured | | from |", "|---|---|---|"]
    text += [f"| {u.name} | {u.said} | `{u.source}` |" for u in unit.values()]
    text += ["", "| assumed | | |", "|---|---|---|"]
    text += [f"| `--{name.replace('_', '-')}` | {getattr(given, name):g} | {why} |" for name, why in SOURCES.items()]  # fmt: skip
    for channels in STEPS:
        text += ["", *of_channels(channels, unit, given)]
    return "\n".join(text)


def of_channels(channels: int, unit: dict[str, Unit], given: Assumed) -> list[str]:
    """Markdown of one number of channels, divided among installations that are not over-full."""
    first = min(needs(channels, unit, given), key=lambda need: need.most)
    installations = ceil(channels / first.most)
    found = needs(channels / installations, unit, given)
    title = f"**{channels:,} channels**, {channels * given.live:,.0f} live"
    if installations > 1:
        title += f": {installations} installations of {ceil(channels / installations):,} channels. In each:"
    text = [title, "", "| | at the peak | cores | so many | full at |", "|---|---|---|---|---|"]
    for need in found:
        cores = f"{need.cores:,.2f}" if need.cores else ""
        full = "" if need.most == inf else f"{need.most:,.0f} channels"
        many = f"{need.processes:,}" if need.processes else ""
        text.append(f"| {need.part} | {need.work} | {cores} | {many} | {full} |")
    month = {kind: x * installations for kind, x in won(found, unit, given).items() if x}
    costs = ", ".join(f"{kind} ₩{x:,.0f}" for kind, x in month.items())
    return [*text, "", f"A month: ₩{sum(month.values()):,.0f} ({costs})."]


def main(chosen: argparse.Namespace) -> None:
    given: Any = replace(Assumed(), **{name: getattr(chosen, name) for name in SOURCES})
    print("\n".join(of_channels(chosen.channels, units(kept()), given)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--channels", type=int, default=CHANNELS, metavar="N")
    for one in fields(Assumed):
        option = f"--{one.name.replace('_', '-')}"
        parser.add_argument(option, type=float, default=one.default, help=SOURCES[one.name])
    main(parser.parse_args())
