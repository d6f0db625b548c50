"""After a disclosure the overlay rests, and shows nothing of whoever disclosed."""

import pytest

from core.events import Command, Viewer
from core.labels import Platform
from core.show.alerts import ALERT, TOLD, Alerts
from core.show.narrator import CALM_FOR
from tests.conftest import gift, line
from tests.core.listening import Place
from tests.core.narrating import ONE, Stage

DISCLOSED = "사실 죽고 싶어요"


@pytest.fixture
def calmed(place: Place) -> list[tuple[Platform, str]]:
    found: list[tuple[Platform, str]] = []
    place.listener.calm = lambda *where: found.append(where)
    return found


async def test_a_disclosure_before_everybody_calms_its_channel(
    place: Place, calmed: list[tuple[Platform, str]]
) -> None:
    place.listener.hear(line("썸남 얘기 좀", "a"))
    assert calmed == []
    place.listener.hear(line(DISCLOSED, "a"))
    place.listener.hear(line(DISCLOSED, "a"))
    assert calmed == [(Platform.ROOM, "room")], "whoever goes on cannot keep it dark"
    place.listener.hear(gift(50_000, DISCLOSED, "b"))
    assert len(calmed) == 2


async def test_a_private_one_shows_nothing_to_anybody(
    place: Place, calmed: list[tuple[Platform, str]]
) -> None:
    place.listener.hear(line(DISCLOSED, "a", private=True))
    place.listener.hear(
        Command(
            id="c", platform=Platform.ROOM, channel="room", viewer=Viewer("b", "b"),
            at=place.clock(), text=f"상담 {DISCLOSED}", name="상담", arguments={}, token="t",
        )
    )  # fmt: skip
    assert len(place.crisis) == 2
    assert calmed == []


def given(stage: Stage, viewer: str) -> str:
    """The alert of what a viewer gave."""
    event = gift(1_000, viewer=viewer)
    stage.narrator.alert(event, keep=True)
    return ALERT + event.id


async def test_pages_take_back_what_whoever_disclosed_gave(stage: Stage) -> None:
    stage.wall.watching.add((Platform.ROOM, "room"))
    mine, others, again = given(stage, "a"), given(stage, "b"), given(stage, "a")
    stage.narrator.silence("a")
    assert stage.wall.shown[-1] == ("room", {"type": "withdraw", "ids": [mine, again]})
    stage.narrator.silence("a")
    assert len(stage.wall.shown) == 4, "once"
    assert others in [event["id"] for _, event in stage.wall.shown[:3]]


async def test_what_waits_for_a_page_of_whoever_disclosed_never_comes(stage: Stage) -> None:
    stage.wall.watching.discard((Platform.ROOM, "room"))
    given(stage, "a")
    other = given(stage, "b")
    stage.narrator.silence("a")
    stage.wall.watching.add((Platform.ROOM, "room"))
    stage.narrator.arrived()
    assert [event["id"] for _, event in stage.wall.shown] == [other]


async def test_of_those_long_past_none_is_remembered(stage: Stage) -> None:
    stage.wall.watching.add((Platform.ROOM, "room"))
    for number in range(TOLD + 5):
        given(stage, f"v{number}")
    alerts: Alerts = stage.narrator._alerts
    assert len(alerts._told) == TOLD


async def test_the_narrator_lets_the_screen_rest(stage: Stage) -> None:
    stage.narrator.calm(*ONE)
    assert stage.wall.shown == [(ONE[1], {"type": "calm", "seconds": CALM_FOR})]
