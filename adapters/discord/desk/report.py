"""`/리포트`: what the last stream came to, as a file to keep and in a few lines; for managers
without its cost."""

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload
from core.channels.guilds import Place


async def _panel(office: Office, visit: Visit, place: Place) -> Payload:
    printed = await office.console.reports.last(visit.actor, place)
    text = [
        f"## 방송 리포트 · {where.title(office, place)}",
        *printed.summary,
        "-# 그래프까지 담은 리포트는 아래 파일을 내려받아 브라우저로 열어 주세요. 시청자의 이름이나 말은 들어 있지 않아요.",
    ]
    if printed.report.spent is None:
        text.append("-# 비용은 스트리머만 볼 수 있어요.")
    rows = where.menu(office, visit, "report.at", place)
    button = parts.button("새로고침", mark("report", place))
    panel = parts.panel("\n".join(text), [*rows, parts.row([button])])
    return parts.with_file(panel, printed.korean.name, printed.korean.html.encode())


show, at, again = where.ways(_panel)
