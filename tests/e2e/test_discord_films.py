"""Films on Discord, through the real composition: the survey, and saved films for one's own eyes."""

from adapters.simulated.discord import SimulatedDiscord
from bots.app import App
from tests.e2e.test_discord import app, discord  # noqa: F401 - fixtures


async def test_the_survey_and_saved_films(app: App, discord: SimulatedDiscord) -> None:  # noqa: F811
    await discord.slash("기분영화", 기분="슬퍼요", 기분2="지쳤어요", 장르="로맨스")
    (films,) = await discord.heard(1)
    assert films.ephemeral
    title = films.message["embeds"][1]["title"].removeprefix("2. ").rpartition(" (")[0]
    await discord.slash("찜", 영화="2번")
    assert title in (await discord.heard(2))[1].text
    await discord.slash("찜")
    mine = (await discord.heard(3))[2]
    assert mine.ephemeral
    assert title in mine.text
    await discord.chat("!찜")
    told = (await discord.heard(4))[3]
    assert not told.ephemeral
    assert "1편" in told.text
    assert title not in told.text
    await discord.slash("찜", 영화=f"취소 {title}")
    assert title in (await discord.heard(5))[4].text
    await discord.slash("찜")
    assert "아직 찜한 영화가 없어요" in (await discord.heard(6))[5].text
