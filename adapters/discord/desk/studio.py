"""`/스튜디오`: an address of the studio for whoever asks, and for nobody else."""

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload
from core.channels.guilds import Place


async def _panel(office: Office, visit: Visit, place: Place) -> Payload:
    """A fresh address; the one before is none any more."""
    link = await office.console.studio(visit.actor, place)
    text = [
        f"## 스튜디오 · {where.title(office, place)}",
        f"||{link}||",
        "대기열, 후원, 설정을 한 화면에서 다뤄요. 하루 동안 쓸 수 있어요.",
        "-# 나만 쓰는 주소예요. 새로 받으면 이전 주소는 끝나요. 방송 화면에 보이지 않게 해 주세요.",
    ]
    if any(host in link for host in LOCAL):
        text.append("-# 러블름이 켜져 있는 컴퓨터에서 열어 주세요.")
    rows = where.menu(office, visit, "studio.at", place)
    fresh = parts.button("새 주소 받기", mark("studio", place))
    return parts.panel("\n".join(text), [*rows, parts.row([fresh])])


show, at, again = where.ways(_panel)

LOCAL = ("//127.0.0.1:", "//localhost:", "//[::1]:")
