"""An evening on a stream, as those meet it who are there: viewers in three chats and a room, the
streamer at Discord and in the studio, and everybody before the overlay."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.obs import SILENT, SimulatedObs
from adapters.simulated.twitch import SimulatedTwitch
from bots.app import App
from bots.compose import compose
from bots.settings import Settings
from core.korea import KOREA
from tests.conftest import until
from tests.e2e.apart import ALERTS, BROADCASTER
from tests.e2e.chromium import opened
from tests.servers.discord_desk import OWNER, Person

STREAM, STREAMER = "1337", "봄소풍"
MICROPHONE, LOUD = "마이크/AUX", 0.3
# Milliseconds of the overlay's time in each step of a hurry.
STEP_MS = 1_000
PATIENCE = 20.0
# Minutes that pass from scene to scene.
BETWEEN = 6.0
WON_A_BIT = 14


class Clock:
    """The world's time, and what was skipped of it."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def __call__(self) -> float:
        return time.time() + self.skipped

    def skip(self, minutes: float) -> float:
        self.skipped += minutes * 60.0
        return self()


@dataclass
class Screen:
    """The overlay in a browser: what has stood on it, and stands. Its own time runs as the
    world's does, or faster in a `hurry`."""

    page: Page
    since: int = 0
    hurrying: asyncio.Task[None] | None = None

    async def seen(self, kind: str = "") -> list[str]:
        """What stood there in this scene, in order: of that kind, or of any. Kinds are speech
        ("who|to whom|what"), alert, notice, film, receipt and poll."""
        rows: list[list[str]] = await self.page.evaluate("window.seen")
        return [text for one, text in rows[self.since :] if kind in ("", one)]

    async def shows(self, kind: str, *words: str) -> str:
        """The first of that kind in this scene with all these words in it."""
        ends = time.monotonic() + PATIENCE
        while True:
            stood = await self.seen(kind)
            if found := [line for line in stood if all(word in line for word in words)]:
                return found[0]
            assert time.monotonic() < ends, (kind, words, stood)
            await asyncio.sleep(0.05)

    async def dark(self) -> bool:
        """Whether nothing at all is to be seen."""
        return bool(await self.page.evaluate(DARK))

    def hurry(self) -> None:
        """Whatever is said is over soon, though all of it is shown."""

        async def run() -> None:
            while True:
                await self.page.clock.run_for(STEP_MS)
                await asyncio.sleep(0.02)

        self.hurrying = asyncio.create_task(run())

    async def unhurried(self) -> None:
        """As fast as the world from now on."""
        if self.hurrying is not None:
            self.hurrying.cancel()
            await asyncio.gather(self.hurrying, return_exceptions=True)
            self.hurrying = None


@dataclass
class Evening:
    """Everybody and everything there."""

    app: App
    clock: Clock
    twitch: SimulatedTwitch
    chzzk: SimulatedChzzk
    discord: SimulatedDiscord
    obs: SimulatedObs
    browser: Browser
    owner: Person
    folder: Path
    # Twitch's ids of those who were there, by name; what was given there, in won.
    ids: dict[str, str] = field(default_factory=dict)
    given: list[int] = field(default_factory=list)
    since: int = 0
    # The line of somebody who was passed over.
    skipped: str = ""
    # What either page complained of.
    wrong: list[str] = field(default_factory=list)
    screen: Screen = field(init=False)
    studio: Page = field(init=False)

    async def scene(self) -> None:
        """What was said and shown before does not count from now on; minutes have passed."""
        self.clock.skip(BETWEEN)
        self.since = len(self.twitch.said)
        if hasattr(self, "screen"):
            await self.silent()
            self.screen.since = await self.screen.page.evaluate("window.seen.length")

    async def silent(self) -> None:
        """Return when nobody is speaking on the overlay, nor about to."""
        speaker = self.screen.page.locator("#speaker:not(.on)")
        await self.studio.locator(".speaking-now").wait_for(state="detached", timeout=60_000)
        await speaker.wait_for(state="attached", timeout=60_000)

    # Chat

    def id(self, name: str) -> str:
        """A Twitch account's."""
        return self.ids.setdefault(name, f"7{len(self.ids):06}")

    async def write(self, text: str, name: str) -> str:
        """Somebody writes in the stream's chat; the line's id."""
        if name == STREAMER:
            return await self.twitch.chat(text, STREAM, name, badges=BROADCASTER)
        return await self.twitch.chat(text, self.id(name), name)

    async def reply(self, line: str) -> str:
        """What the chat shows as the reply to a line."""

        def said() -> list[str]:
            return [one.text for one in self.twitch.said if one.reply_to == line]

        await until(lambda: bool(said()), PATIENCE)
        return said()[0]

    async def told(self, text: str, name: str) -> str:
        return await self.reply(await self.write(text, name))

    def lines(self, *words: str) -> list[str]:
        """The bot's in this scene with all of these."""
        said = [one.text for one in self.twitch.said[self.since :]]
        return [line for line in said if all(word in line for word in words)]

    async def says(self, *words: str) -> str:
        """The first of `lines`, as soon as there is one."""
        await until(lambda: bool(self.lines(*words)), PATIENCE)
        return self.lines(*words)[0]

    @property
    def answers(self) -> int:
        """What was said in a persona's name on the stream's chat in the whole evening."""
        return sum(one.text.startswith("[") for one in self.twitch.said)

    async def cheer(self, bits: int, text: str, name: str) -> None:
        self.given.append(bits * WON_A_BIT)
        await self.twitch.cheer(bits, text, self.id(name), name)

    # The streamer

    async def desk(self, command: str, of: str) -> str:
        """A secret address that a command of Discord's tells."""
        text = await self.owner.use(command)
        (address,) = [word.strip("|") for word in text.split() if f"/{of}#" in word]
        return address

    async def enter(self, donor: str, won: int) -> None:
        """A gift that came another way is typed in."""
        self.given.append(won)
        await self.studio.get_by_text("도네 직접 넣기").click()
        await self.studio.get_by_label("보낸 분").fill(donor)
        await self.studio.get_by_label("금액 (원)").fill(str(won))
        await self.studio.get_by_role("button", name="넣기", exact=True).click()

    async def switch(self, *titles: str) -> None:
        """Settings that are switched on."""
        await self.look("settings")
        for title in titles:
            await self.studio.get_by_role("switch", name=title, exact=True).check()
            await self.studio.get_by_text(f"{title}: 저장했어요.").first.wait_for()
        await self.look("queue")

    async def look(self, view: str) -> None:
        """Turn to a view of the studio."""
        await self.studio.locator(f".view-tab[data-view={view}]").click()

    async def plan(self, name: str, kind: str, minutes: float) -> None:
        """A corner that opens about so many minutes from now."""
        await self.owner.use("편성")
        await self.owner.press("코너 넣기")
        await self.owner.choose("코너", kind)
        at = datetime.fromtimestamp(self.clock() + minutes * 60, KOREA)
        asked = await self.owner.act(self.owner.part("이름 짓고 넣기")["custom_id"])
        form = {"name": name, "cron": f"{at.minute} {at.hour} * * *"}
        sent = await self.discord.submit(asked, form, OWNER)
        await until(lambda: bool(sent.edits or sent.follow_ups), PATIENCE)
        assert f"〈{name}〉" in self.owner.read(sent)

    def stored(self, trace: str) -> bool:
        """Whether any file of the program has that in it."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        return any(trace.encode() in file.read_bytes() for file in files)

    async def open_pages(self) -> None:
        """The studio is open, and the overlay in OBS."""
        link = await self.desk("스튜디오", "studio")
        self.studio, self.wrong = await opened(self.browser, link, 1440, 900)
        await self.studio.locator("#studio").wait_for(timeout=20_000)
        page = await self.browser.new_page(viewport={"width": 1920, "height": 1080})
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        await page.clock.install()
        await page.add_init_script(WATCH)
        await page.goto(await self.desk("오버레이", "overlay"))
        await page.locator("#screen:not([hidden])").wait_for(state="attached", timeout=20_000)
        self.screen = Screen(page)
        self.screen.hurry()


@asynccontextmanager
async def evening(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, clock: Clock, folder: Path
) -> AsyncIterator[Evening]:
    """All platforms and the program among them; nobody has decided anything yet."""
    rooms = {"300000000000000001": "고민", ALERTS: "알림"}
    twitch = SimulatedTwitch(users={"bomsopung": STREAM}, live={STREAM})
    chzzk, discord = (
        SimulatedChzzk(name=STREAMER),
        SimulatedDiscord(channels=rooms),
    )
    obs = SimulatedObs(levels={MICROPHONE: SILENT})
    twitch.ledger.moderated.add(STREAM)
    async with AsyncExitStack() as stack:
        for server in (twitch, chzzk, discord):
            await stack.enter_async_context(server.serve())
            for name, value in server.settings().items():
                monkeypatch.setenv(name, value)
        await stack.enter_async_context(obs.serve())
        settings = Settings(PORT=0, obs_url=obs.url)
        app = await stack.enter_async_context(compose(settings, clock=clock))
        task = asyncio.create_task(app.run())
        there = Evening(
            app, clock, twitch, chzzk, discord, obs, browser, Person(discord, OWNER), folder
        )
        try:
            for platform in (twitch, chzzk, discord):
                await platform.listening(30.0)
            await until(lambda: len(twitch.subscriptions) == 8 and obs.sessions == 1, PATIENCE)
            yield there
        finally:
            if hasattr(there, "screen"):
                await there.screen.unhurried()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


DARK = "getComputedStyle(document.querySelector('#screen')).opacity === '0'"
# Whatever stands on the page, each time that it changes.
WATCH = """(() => {
  window.seen = [];
  const before = new Map();
  const texts = (inside, where) => [...inside.querySelectorAll(where)].map((node) => node.textContent.trim());
  const now = {
    speech: () => document.querySelector('#speaker.on')
      ? [['#speaker-name', '#viewer', '#caption-text'].map((one) => texts(document, one)[0]).join('|')].filter((one) => !one.endsWith('|')) : [],
    alert: () => texts(document, '.alert'),
    notice: () => texts(document, '.notice-text'),
    film: () => texts(document, '.film'),
    receipt: () => texts(document, '.toast-row'),
    poll: () => [texts(document, '.poll-row').join(' ')].filter(Boolean),
  };
  const look = () => {
    for (const [kind, read] of Object.entries(now)) {
      const stands = read();
      for (const text of stands) if (!(before.get(kind) ?? []).includes(text)) window.seen.push([kind, text]);
      before.set(kind, stands);
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['class', 'hidden'] });
})()"""
