"""Benchmarks run and report, and the documents say what they found; how fast is never asserted."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.drawing import Bar, bars
from benchmarks.report import Finding, at_most
from benchmarks.results import Report
from benchmarks.scaling import Assumed, Unit, needs, won
from benchmarks.server import Moment, Span, read

ROOT = Path(__file__).parent.parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", *command]
    return subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, check=True)


def test_a_quick_run_reports_every_goal(tmp_path: Path) -> None:
    report = tmp_path / "gate.json"
    told = run("benchmarks.gate", "--quick", "--json", str(report))
    findings = json.loads(report.read_text("utf-8"))["findings"]
    assert {"1", "1b", "1c", "2", "3"} <= {finding["goal"] for finding in findings}
    assert "raw frame → gated event" in told.stdout
    unanswered = [f for f in findings if f["goal"] == "3" and f["holds"] is not None]
    assert [finding["figure"] for finding in unanswered] == [0, 0, 0]


def test_viewers_of_a_room_are_served_and_counted(tmp_path: Path) -> None:
    report = tmp_path / "load.json"
    run("benchmarks.load", "--quick", "--room", "--viewers", "30", "--json", str(report))
    found = json.loads(report.read_text("utf-8"))
    room = found["viewers"]["room"]
    assert room["viewers"] == 30
    assert room["deliveries"] == 30 * room["lines"]
    assert (room["missing"], room["closed"]) == (0, 0)
    assert {"12", "A17"} == {finding["goal"] for finding in found["findings"]}


def test_the_overlay_gets_its_sound(tmp_path: Path) -> None:
    report = tmp_path / "voice.json"
    run("benchmarks.voice", "--quick", "--json", str(report))
    findings = json.loads(report.read_text("utf-8"))["findings"]
    assert {finding["goal"] for finding in findings} == {"11"}


def test_the_overlay_is_drawn(tmp_path: Path) -> None:
    report = tmp_path / "overlay.json"
    run("benchmarks.overlay", "--quick", "--json", str(report))
    rates = json.loads(report.read_text("utf-8"))["findings"][::3]
    assert [rate["goal"] for rate in rates] == ["A10"] * 3
    assert all(0 < rate["figure"] <= 61 for rate in rates)


def test_documents_say_what_was_found() -> None:
    run("benchmarks.document", "--check")


def test_a_bar_ends_at_its_figure_on_a_logarithmic_scale() -> None:
    drawn = bars("t", "a", [Bar("one", 1.0, "1"), Bar("<ten>", 10.0, "10"), Bar("c", 100.0, "100")])
    widths = [float(part.split('"')[0]) for part in drawn.split('width="')[2:]]
    assert widths[2] - widths[1] == pytest.approx(widths[1] - widths[0], abs=0.2)
    assert "&lt;ten&gt;" in drawn


def test_metrics_between_two_moments() -> None:
    first = Moment(0.0, 1.0, 5.0, {"lag_count": 10.0, 'lag_bucket{le="0.25"}': 10.0})
    text = 'lag_bucket{le="0.25"} 16\nlag_bucket{le="+Inf"} 18\nlag_count 18\nlag_sum 1\n'
    last = Moment(10.0, 3.5, 6.0, read(f"# TYPE lag histogram\n{text}"))
    span = Span(first, last)
    assert (span.cpu, span.more("lag_count"), span.above("lag", 0.25)) == (25.0, 8.0, 25.0)


def test_a_figure_is_found_below_the_one_it_belongs_to() -> None:
    findings = [
        at_most("flood", "50/s: heard", 50, "/s", 60),
        Finding("flood", "… CPU", 5, "%"),
        Finding("flood", "500/s: heard", 500, "/s"),
        Finding("flood", "… CPU", 40, "%"),
    ]
    report = Report("load", "2026-01-01", {"cores": 2}, "3.11", findings)
    assert report.figure("flood", "… CPU", "500/s") == 40
    assert report.figure("flood", "… CPU") == 5
    with pytest.raises(LookupError):
        report.figure("flood", "… memory")


def test_what_channels_take_grows_with_them_and_something_is_full_first() -> None:
    names = (
        "line", "turn", "rows", "change", "logged", "line_size", "turn_size", "item", "voice",
        "send", "memory",
    )  # fmt: skip
    unit = {name: Unit(name, 10.0, "", "") for name in names}
    given = replace(
        Assumed(), live=1.0, lines=1.0, peak=1.0, answers=60.0, busy=0.5, calls=4.0,
        model_seconds=0.1, kept_days=1.0, spare=2.0,
    )  # fmt: skip
    found = {need.part: need for need in needs(1_000, unit, given)}
    # A thousand answers a second of 20 ms each are 20 cores, half of each used.
    assert (found["engine"].cores, found["engine"].processes) == (20.0, 40)
    # Two seconds of waiting for each are 2,000 calls at once, 4 in each process.
    waiting = {need.part: need for need in needs(1_000, unit, replace(given, model_seconds=2.0))}
    assert (waiting["engine"].cores, waiting["engine"].processes) == (20.0, 500)
    # A thousand lines and four thousand changes a second of 10 µs each.
    assert found["PostgreSQL (one)"].cores == pytest.approx(0.05)
    # A day of a thousand lines and a thousand answers a second, 10 B each, and as much to spare.
    assert found["its disk"].gb == pytest.approx(2 * 2_000 * 10 * 86_400 / 1e9)
    assert found["web (one)"].processes == 1
    # Half of the channels on Twitch, each a line a second; an account may say 100 in 30 s.
    assert found["a Twitch account"].processes == 150
    assert found["a Twitch account"].most == pytest.approx(1_000 / 150)
    assert won(list(found.values()), unit, given)["disk"] == pytest.approx(3.456 * given.disk_won)
    once, twice = (won(needs(count, unit, given), unit, given) for count in (1_000, 2_000))
    assert twice["GPUs"] == pytest.approx(2 * once["GPUs"], rel=0.01)
