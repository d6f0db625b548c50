"""`/비용`: what the language model has cost today, the most it may, and what an hour comes to."""

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload
from core.channels.guilds import Place
from core.channels.settings import Level
from core.errors import BadInput
from core.spending.costs import MOST_WON, TURNS_AN_HOUR, Costs

FIELD = "won"


def ask(office: Office, visit: Visit, about: Mark) -> Payload:
    """The modal for another cap."""
    office.console.check(visit.actor, about.place, Level.STREAMER)
    settings, _ = office.console.settings(visit.actor, about.place)
    longest = len(f"{MOST_WON:,}원")
    field = parts.field(FIELD, "하루에 쓸 돈 (원)", str(settings.model_won), longest=longest)
    return parts.modal(mark("cost.put", about.place), "하루 한도", [field])


async def put(office: Office, visit: Visit, about: Mark) -> Payload:
    """A higher cap is shown with what an hour costs before it counts; a lower one counts."""
    office.console.check(visit.actor, about.place, Level.STREAMER)
    won = _won(visit.fields.get(FIELD, ""))
    costs = await office.console.costs(visit.actor, about.place)
    if won <= costs.cap:
        return await _set(office, visit, about.place, won)
    text = [f"## 하루 한도를 {won:,}원으로 올릴까요?", *_preview(costs)]
    if costs.an_hour:
        text.append(f"하루 {won:,}원이면 {_hours(won / costs.an_hour)} 쓸 수 있어요.")
    yes = parts.button("올리기", mark("cost.set", about.place, str(won)), parts.RED)
    no = parts.button("그만두기", mark("cost", about.place))
    return parts.panel("\n".join(text), [parts.row([yes, no])])


async def settle(office: Office, visit: Visit, about: Mark) -> Payload:
    """The second press."""
    return await _set(office, visit, about.place, _won(about.word(0)))


async def _set(office: Office, visit: Visit, place: Place, won: int) -> Payload:
    await office.console.cap_costs(visit.actor, place, won)
    return await _panel(office, visit, place, f"하루 한도를 {won:,}원으로 정했어요.")


async def _panel(office: Office, visit: Visit, place: Place, told: str = "") -> Payload:
    costs = await office.console.costs(visit.actor, place)
    text = [f"## 모델 비용 · {where.title(office, place)}"]
    text += [f"✅ {told}"] if told else []
    text += _today(costs) if costs.model else [NO_MODEL]
    rows = where.menu(office, visit, "cost.at", place)
    buttons = [
        parts.button("한도 바꾸기", mark("cost.ask", place), parts.BLURPLE),
        parts.button("새로고침", mark("cost", place)),
    ]
    return parts.panel("\n".join(text), [*rows, parts.row(buttons)])


show, at, again = where.ways(_panel)


def _today(costs: Costs) -> list[str]:
    text = [
        f"모델: `{costs.model}`",
        f"오늘 쓴 돈: **{costs.won:,.1f}원** / 하루 한도 **{costs.cap:,}원**",
        f"오늘 쓴 토큰: {costs.today.tokens:,}개 / 하루 한도 {costs.token_cap:,}개",
        *_preview(costs),
    ]
    if costs.an_hour and not costs.cap:
        text.append("한도가 0원이라 모델을 쓰지 않고, 준비된 답변으로만 답해요.")
    elif costs.an_hour and costs.all_cap < costs.cap:
        text.append(f"다만 설치한 분이 정한 전체 한도가 하루 {costs.all_cap:,}원이에요.")
    text += [f"⚠️ {trouble}" for trouble in costs.troubles]
    text.append("-# 한도에 닿으면 준비된 답변으로 이어서 답해요. 방송 화면에는 표시되지 않아요.")
    return text


def _preview(costs: Costs) -> list[str]:
    """What an hour comes to."""
    if not costs.an_hour:
        return ["이 모델은 쓰는 만큼 돈이 들지 않아요."]
    if costs.guessed:
        return [
            f"한 시간에 약 **{costs.an_hour:,.0f}원**으로 어림해요.",
            f"-# 아직 기록이 모자라서, 한 시간에 {TURNS_AN_HOUR:.0f}번 답하는 것으로 셈했어요.",
        ]
    return [f"요즘 방송 속도라면 한 시간에 약 **{costs.an_hour:,.0f}원**이에요."]


def _hours(hours: float) -> str:
    return f"약 {hours:,.1f}시간" if hours >= 1 else f"약 {hours * 60:,.0f}분"


def _won(text: str) -> int:
    digits = text.replace(",", "").strip().removesuffix("원").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        raise BadInput("원 단위 숫자로 적어 주세요. 예: 3000")
    return int(digits)


NO_MODEL = "언어 모델을 쓰지 않고 있어요. 준비된 답변으로만 답해서 돈이 들지 않아요."
