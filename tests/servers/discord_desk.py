"""Somebody at the desk: opens panels, presses, chooses, writes, and reads what comes."""

from dataclasses import dataclass
from typing import Any

from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.discord_ledger import Asked, Said
from adapters.simulated.discord_people import Asker
from core.channels.guilds import Place
from core.labels import Platform
from tests.conftest import until
from tests.servers.discord import CHANNEL

HERE = Place(Platform.DISCORD, CHANNEL, "고민")
STREAM = Place(Platform.TWITCH, "1234567", "봄소풍")
OTHER_STREAM = Place(Platform.CHZZK, "a" * 32, "겨울밤")
FOREIGN_GUILD = "200000000000000002"
FOREIGN_OWNER = "400000000000000008"

OWNER = Asker("400000000000000009", "방장", shapes.ADMINISTRATOR)
MANAGER = Asker("400000000000000003", "관리자", shapes.MANAGE_GUILD)
MAPPED = Asker("400000000000000004", "도우미", roles=(shapes.HELPERS,))
MEMBER = Asker("400000000000000001", "시청자")
FOREIGNER = Asker(FOREIGN_OWNER, "남", shapes.ADMINISTRATOR, guild=FOREIGN_GUILD, channel="8" * 18)


def foreign_guild() -> dict[str, Any]:
    return shapes.guild(FOREIGN_OWNER, {FOREIGNER.channel: "남의 방"}, FOREIGN_GUILD)


@dataclass
class Person:
    """`said` is the panel in front of them."""

    discord: SimulatedDiscord
    by: Asker
    said: Said | None = None

    async def use(self, command: str) -> str:
        """The panel's text."""
        asked = await self.discord.slash(command, self.by)
        await until(lambda: asked.edits > 0)
        assert asked.answer is not None
        assert asked.answer.ephemeral
        self.said = asked.answer
        return self.said.text

    async def press(self, label: str) -> str:
        """The panel's new text, or what was said to them besides."""
        return await self.send(self.part(label)["custom_id"])

    async def send(self, custom_id: str, *values: str) -> str:
        """Press or choose, whatever stands there."""
        return self.read(await self.act(custom_id, *values))

    async def act(self, custom_id: str, *values: str) -> Asked:
        assert self.said is not None
        if values:
            asked = await self.discord.choose(self.said, custom_id, list(values), self.by)
        else:
            asked = await self.discord.press(self.said, custom_id, self.by)
        await until(lambda: bool(asked.edits or asked.follow_ups or asked.modal))
        return asked

    async def choose(self, hint: str, *labels: str) -> str:
        """Choose by what the menu's lines say; roles and channels by id."""
        part = self.part(hint)
        known = {option["label"]: option["value"] for option in part.get("options", ())}
        values = [known[label] if known else label for label in labels]
        assert self.said is not None
        asked = await self.discord.choose(self.said, part["custom_id"], values, self.by)
        await until(lambda: bool(asked.edits or asked.follow_ups))
        return self.read(asked)

    async def write(self, label: str, text: str) -> str:
        """Press, and send the modal that opens."""
        asked = await self.act(self.part(label)["custom_id"])
        if asked.modal is None:
            return self.read(asked)
        field = asked.modal["components"][0]["components"][0]
        sent = await self.discord.submit(asked, {field["custom_id"]: text}, self.by)
        await until(lambda: bool(sent.edits or sent.follow_ups))
        return self.read(sent)

    async def switch_on(self, title: str) -> None:
        """A setting, on whatever page it is."""
        await self.use("설정")
        while not any(label.startswith(f"{title}:") for label in self.labels()):
            await self.press("다음")
        assert f"{title}: 끔 → 켬" in await self.press(f"{title}: 끔")

    def part(self, label: str) -> dict[str, Any]:
        """The button or menu that begins with `label`."""
        assert self.said is not None
        rows = self.said.message["components"]
        found = [p for row in rows for p in row["components"] if _named(p).startswith(label)]
        assert found, (label, [_named(p) for row in rows for p in row["components"]])
        return found[0]

    def labels(self) -> list[str]:
        assert self.said is not None
        return [_named(p) for row in self.said.message["components"] for p in row["components"]]

    def read(self, asked: Asked) -> str:
        if asked.follow_ups:
            assert asked.follow_ups[0].ephemeral
            return asked.follow_ups[0].text
        assert asked.answer is not None
        return asked.answer.text


def _named(part: dict[str, Any]) -> str:
    return str(part.get("label") or part.get("placeholder") or "")


async def started(person: Person) -> None:
    """Through the first settings, as they are proposed."""
    await person.use("설정")
    await person.choose("다른 봇도", "아니요, 러블름만 써요")
    await person.press("이대로 시작")
