"""Films in a dialogue, through the real composition: short words after an offer or a list are
heard although they would be nothing by themselves."""

from bots.app import App
from tests.e2e.conftest import visiting


async def test_an_offer_and_short_answers_in_the_room(app: App) -> None:
    async with visiting(app) as visitor:
        for line, films in (
            ("온유야 오늘 너무 우울해", False),
            ("응", True),
            ("다른 거", True),
            ("다른 거", True),
            ("온유야 별로", True),
            ("온유야 이거 찜", False),
        ):
            await visitor.say(line)
            reply = await visitor.until("reply")
            assert bool(reply["films"]) is films, (line, reply["text"])
        assert "찜" in reply["text"]
