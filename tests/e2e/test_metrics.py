"""What operators see of a running application: metrics, and whether it is alive and ready."""

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from adapters.simulated.twitch import SimulatedTwitch
from bots import settings
from bots.app import App
from tests.e2e.conftest import overlay_socket, running, visiting
from tests.outsider import outsider

ROOT = Path(__file__).parents[2]
TOKEN = "a token of this test"
Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


async def page(app: App, status: int = 200, **headers: str) -> str:
    async with (
        ClientSession() as session,
        session.get(f"{app.url}/metrics", headers=headers) as got,
    ):
        assert got.status == status
        return await got.text()


class Shown:
    """What `/metrics` showed."""

    def __init__(self, text: str) -> None:
        self.families = list(text_string_to_metric_families(text))
        self.series: Series = {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in self.families
            for sample in family.samples
        }

    def __call__(self, name: str, **labels: str) -> float:
        return self.series[f"lovelm_{name}", tuple(sorted(labels.items()))]


async def shown_when(app: App, holds: Callable[[Shown], bool]) -> Shown:
    """The metrics as soon as they are so."""
    async with asyncio.timeout(10.0):
        while not holds(shown := Shown(await page(app))):
            await asyncio.sleep(0.05)
    return shown


async def test_a_conversation_is_counted_from_line_to_sound(app: App) -> None:
    before = Shown(await page(app))
    assert before("turns_total", platform="room", state="said") == 0, "rates begin at zero"
    async with ClientSession() as session, visiting(app, "여름귤") as visitor:
        overlay = await overlay_socket(session, app)
        await overlay.receive_str()
        await visitor.say("남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?")
        await visitor.until("reply")
        await visitor.socket.send_json({"type": "donation", "amount": 5000, "text": "힘내요"})
        await visitor.until("reply")
        await visitor.say("ㅋㅋㅋ")
        await shown_when(app, lambda now: now("stage_seconds_count", stage="first_audio") >= 1)
        await overlay.close()
    async with visiting(app, "다른 손님") as other:
        await other.say("요즘 너무 힘들어서 사라지고 싶어")
        await other.until("reply", crisis=True)
    shown = await shown_when(
        app, lambda now: now("donations_total", platform="room", state="acknowledged") == 1
    )
    assert shown("events_total", platform="room") == 4
    for state in ("accepted", "answered", "said"):
        assert shown("turns_total", platform="room", state=state) == 2
    for stage in ("accepted", "begun", "answered", "said", "whole"):
        assert shown("stage_seconds_count", stage=stage) == 2
        assert 0 <= shown("stage_seconds_sum", stage=stage) < 20
    assert shown("gate_lines_total", outcome="queued") == 1
    assert shown("crises_total", level="indirect") + shown("crises_total", level="explicit") == 1
    assert shown("donations_total", platform="room", state="received") == 1
    assert shown("donated_won_total", platform="room") == 5000
    assert shown("connected", platform="room") == 1
    assert shown("ready", part="database") == 1
    assert shown("queue_depth", platform="room", lane="promised") == 0
    assert shown("dead_letters", topic="turns") == 0
    assert shown("event_loop_lag_seconds_count") > 0
    assert shown.series["process_resident_memory_bytes", ()] > 0


async def test_no_label_can_name_anybody(app: App) -> None:
    async with visiting(app, "여름귤") as visitor:
        await visitor.say("온유야 짝사랑 중인데 고백할까요?")
        await visitor.until("reply")
    text = await page(app)
    assert not re.search("[가-힣]", text)
    labels = {pair for _, pairs in Shown(text).series for pair in pairs}
    assert {name for name, _ in labels} <= {
        "platform", "state", "stage", "reason", "outcome", "level", "lane", "part", "topic",
        "direction", "le", "version",
    }  # fmt: skip


async def test_two_applications_count_apart(own_folder: Path) -> None:
    async with running(data_dir=own_folder / "a") as one, running(data_dir=own_folder / "b") as two:
        async with visiting(one) as visitor:
            await visitor.say("온유야 안녕")
            await visitor.until("reply")
        assert Shown(await page(one))("events_total", platform="room") == 1
        assert Shown(await page(two))("events_total", platform="room") == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "stream.example"},
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
    ],
)
async def test_what_comes_through_a_proxy_sees_no_metrics(
    app: App, headers: dict[str, str]
) -> None:
    assert "LOVELM_METRICS_TOKEN" in await page(app, 403, **headers)


async def test_where_a_public_address_is_served_only_the_token_opens() -> None:
    async with running(public_url="https://stream.example") as app:
        assert "LOVELM_METRICS_TOKEN" in await page(app, 403)


async def test_a_token_opens_from_anywhere_and_nothing_else_does() -> None:
    async with running(public_url="https://stream.example", metrics_token=TOKEN) as app:
        for wrong in ("", "Bearer", "Bearer guess", TOKEN, f"Basic {TOKEN}", "Bearer \udcff"):
            text = await page(app, 403, Authorization=wrong)
            assert TOKEN not in text
        right = f"Bearer {TOKEN}"
        for host in ("lovelm:8080", "stream.example"):
            assert "lovelm_turns_total" in await page(app, Authorization=right, Host=host)


async def parts(app: App) -> tuple[int, dict[str, str]]:
    async with ClientSession() as session, session.get(f"{app.url}/readyz") as answer:
        found = await answer.json()
        assert found["ready"] is (answer.status == 200)
        return answer.status, found["parts"]


async def told_within(app: App, seconds: float, wanted: Callable[[dict[str, str]], bool]) -> None:
    """`/readyz` tells it that soon."""
    began = time.monotonic()
    while not wanted((await parts(app))[1]):
        assert time.monotonic() - began < seconds
        await asyncio.sleep(0.1)


async def test_a_locked_database_is_told_and_so_is_its_return(app: App) -> None:
    assert await parts(app) == (200, {"database": "ok", "room": "ok"})
    async with outsider(settings.data_folder(settings.load()) / "lovelm.db") as other:
        await other("BEGIN IMMEDIATE")
        await told_within(app, 5.0, lambda parts: parts["database"] == "OperationalError")
        assert await parts(app) == (503, {"database": "OperationalError", "room": "ok"})
        assert Shown(await page(app))("ready", part="database") == 0
        await other("ROLLBACK")
    await told_within(app, 5.0, lambda parts: parts["database"] == "ok")


async def test_many_probes_of_a_locked_database_leave_its_connections_to_others(app: App) -> None:
    async with outsider(settings.data_folder(settings.load()) / "lovelm.db") as other:
        await other("BEGIN IMMEDIATE")
        found = await asyncio.gather(*(parts(app) for _ in range(40)))
        assert {status for status, _ in found} == {503}
        await other("ROLLBACK")
    async with visiting(app) as visitor:
        await visitor.say("온유야 안녕")
        await visitor.until("reply")


async def test_a_platform_that_is_down_is_told_and_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with SimulatedTwitch().serve() as twitch:
        for name, value in twitch.settings().items():
            monkeypatch.setenv(name, value)
        async with running(demo=False) as app:
            await twitch.listening()
            await told_within(app, 5.0, lambda parts: parts["twitch"] == "ok")
            before = Shown(await page(app))
            assert before("connected", platform="twitch") == 1
            assert before("connections_lost_total", platform="twitch") == 0
            await twitch.stop()
            await told_within(app, 5.0, lambda parts: parts["twitch"] == "not connected")
            assert (await parts(app))[0] == 503
            after = await shown_when(
                app, lambda now: now("connections_lost_total", platform="twitch") >= 1
            )
            assert after("connected", platform="twitch") == 0


async def alive(app: App) -> tuple[int, dict[str, Any]]:
    async with ClientSession() as session, session.get(f"{app.url}/livez") as answer:
        return answer.status, await answer.json()


async def test_alive_means_that_the_loop_turns(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    status, told = await alive(app)
    assert (status, told["alive"]) == (200, True)
    monkeypatch.setattr("adapters.site.STUCK", 0.4)
    time.sleep(0.6)  # noqa: ASYNC251 - what a blocking call does to everybody
    status, told = await alive(app)
    assert (status, told["alive"]) == (503, False)
    assert told["lag_s"] >= 0.4
    async with asyncio.timeout(10.0):
        while (await alive(app))[0] != 200:
            await asyncio.sleep(0.1)


async def test_probes_ask_by_any_name_and_pages_do_not(app: App) -> None:
    async with ClientSession() as session:
        for path, status in (("/livez", 200), ("/readyz", 200), ("/", 403)):
            async with session.get(f"{app.url}{path}", headers={"Host": "10.1.2.3:8080"}) as answer:
                assert answer.status == status


def named(expression: str) -> set[str]:
    """The metrics that a PromQL expression names."""
    bare = re.sub(r'"[^"]*"', "", expression)
    return set(re.findall(r"\b(?:lovelm|process)_\w+", bare))


def expressions(node: Any) -> set[str]:
    """Every `expr` and `query` within."""
    if isinstance(node, list):
        return set().union(*map(expressions, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {
        value for key, value in node.items() if key in ("expr", "query") and isinstance(value, str)
    }
    return own.union(*map(expressions, node.values()))


@pytest.mark.parametrize("file", ["grafana/dashboard.json", "prometheus/alerts.yml"])
async def test_what_is_shown_and_rung_for_is_there(app: App, file: str) -> None:
    content = yaml.safe_load((ROOT / "deploy" / file).read_text("utf-8"))
    wanted = set().union(*map(named, expressions(content)))
    there = {name for name, _ in Shown(await page(app)).series}
    assert wanted
    assert wanted <= there | {"lovelm_info"}


async def test_every_metric_is_explained(app: App) -> None:
    page_ = (ROOT / "docs/operations.md").read_text("utf-8")
    ours = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in Shown(await page(app)).families
        if family.name.startswith("lovelm")
    }
    assert {name for name in ours if f"`{name}`" not in page_} == set()


def test_every_alert_says_what_to_do() -> None:
    rules = [
        rule
        for group in yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"]
        for rule in group["rules"]
    ]
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    assert rules
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "look")
        assert rule["annotations"]["summary"]
        assert f"| `{rule['alert']}` |" in text
