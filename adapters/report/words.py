"""The report's Korean: for streamers, of what the core calls by short names."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from core.gifts.gift import GiftState
from core.korea import KOREA
from core.labels import Emotion, Platform, Situation
from core.reports.highlights import Span, Why
from core.reports.report import TIERS, Skip
from core.reports.waits import BOUNDS, Wait
from core.spending.spent import MICRO
from core.turns import Reason
from core.viewers.recollection import EMOTIONS, SITUATIONS

MINUTE, HOUR, DAY = 60, 3_600, 86_400
WEEKDAYS: Final = "월화수목금토일"


def day(at: float) -> str:
    """As 2026년 11월 22일 (일), in Korea."""
    date = _korean(at)
    return f"{date.year}년 {date.month}월 {date.day}일 ({WEEKDAYS[date.weekday()]})"


def clock(at: float) -> str:
    return _korean(at).strftime("%H:%M")


def span(since: float, until: float) -> str:
    """From when to when, and how long that was."""
    end = clock(until) if day(since) == day(until) else f"{day(until)} {clock(until)}"
    return f"{day(since)} {clock(since)} – {end} · {lasted(until - since)}"


def span_of(span: Span) -> str:
    """As 20:12:30 – 20:13:10, in Korea."""
    return " – ".join(f"{_korean(at):%H:%M:%S}" for at in (span.begin, span.end))


def step(at: float, width: float) -> str:
    """When a step of so many seconds began."""
    date = _korean(at)
    if width >= DAY:
        return f"{date.month}/{date.day}"
    return f"{date.day}일 {date.hour}시" if width > HOUR else clock(at)


def lasted(seconds: float) -> str:
    """In hours and minutes; days where there are many."""
    minutes = round(seconds / MINUTE)
    if minutes >= 2 * DAY // MINUTE:
        return f"{round(seconds / DAY)}일"
    hours, minutes = divmod(minutes, MINUTE)
    parts = (f"{hours}시간" if hours else "", f"{minutes}분" if minutes else "")
    return " ".join(filter(None, parts)) or "1분이 안 돼요"


def took(seconds: float) -> str:
    """A wait: with tenths while it is short."""
    if seconds < 10:
        return f"{max(0.1, seconds):.1f}초"
    minutes, rest = divmod(round(seconds), MINUTE)
    if not minutes:
        return f"{rest}초"
    return f"{minutes}분 {rest}초" if rest else f"{minutes}분"


def won(amount: float) -> str:
    """Of small sums the fraction matters."""
    return f"{amount:,.0f}원" if amount >= 100 or amount == round(amount) else f"{amount:,.2f}원"


def microwon(amount: int) -> str:
    return won(amount / MICRO)


def tier(least: int) -> str:
    """Which donations are in a tier."""
    if not least:
        return f"{TIERS[1]:,}원 미만"
    return f"{least:,}원부터"


def worry(situation: Situation | None) -> str:
    return SITUATIONS[situation][0] if situation else "그 밖의 고민"


def bounds() -> list[str]:
    """The bins of a wait."""
    ends = [f"{bound:g}초" for bound in BOUNDS]
    between = [f"{one:g}–{other:g}초" for one, other in pairwise(BOUNDS)]
    return [f"{ends[0]} 미만", *between, f"{ends[-1]} 이상"]


def waits(wait: Wait) -> str:
    return f"절반은 {took(wait.median)} 안에, 95%는 {took(wait.p95)} 안에"


def model(name: str) -> str:
    """What wrote an answer."""
    return MODELS.get(name, name)


def _korean(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(KOREA)


PLATFORMS: Final = {
    Platform.TWITCH: "트위치",
    Platform.CHZZK: "치지직",
    Platform.DISCORD: "디스코드",
    Platform.ROOM: "러블름 방",
}
FEELINGS: Final = EMOTIONS | {Emotion.NEUTRAL: "담담함"}
REASONS: Final = {
    Reason.CRISIS: "위기 안내",
    Reason.DONATION: "후원 인사",
    Reason.SUPPORT: "구독·레이드 인사",
    Reason.COMMAND: "명령어로 부탁",
    Reason.MENTION: "상담사를 불러서",
    Reason.FOLLOW_UP: "이어진 대화",
    Reason.WORRY: "채팅에 올라온 고민",
    Reason.WISH: "영화 부탁",
    Reason.TALK: "말을 걸어 와서",
    Reason.STORY: "사연 읽기",
    Reason.IDLE: "조용해서 먼저",
}
SKIPS: Final = {
    Skip.CRISIS: "그 시청자에게 위기 안내를 먼저 해서 다른 답은 멈췄어요",
    Skip.LATE: "답이 너무 늦어져서 하지 않았어요",
    Skip.RESTARTED: "러블름이 다시 켜지는 사이에 시간이 지나 버렸어요",
    Skip.UNWATCHED: "채팅 답을 꺼 두었는데 오버레이도 열려 있지 않았어요",
    Skip.LIMITED: "플랫폼이 한 번에 보낼 수 있는 채팅 수를 넘었어요",
    Skip.DISCONNECTED: "플랫폼과 연결이 끊겨 있었어요",
    Skip.FORGOTTEN: "시청자가 자기 기록을 지워 달라고 했어요",
    Skip.REFUSED: "플랫폼이 받아 주지 않았어요",
    Skip.UNKNOWN: "보냈지만 채팅에 나왔는지 확인하지 못했어요",
    Skip.WAITING: "리포트를 만들 때 아직 답하는 중이었어요",
}
WHYS: Final = {
    Why.MARK: "매니저가 표시한 순간",
    Why.VOTE: "{:,}명이 투표한 이야기",
    Why.GIFT: "{:,}원 후원",
    Why.ASKED: "{:,}명이 함께 물은 이야기",
    Why.STORY: "함께 나눈 사연",
    Why.HINT: "시청자 {:,}명이 표시한 순간",
}
GIFTS: Final = {
    GiftState.ACKNOWLEDGED: "감사 인사를 했어요",
    GiftState.CHECK: "인사가 나왔는지 확인해 주세요",
    GiftState.RECEIVED: "인사를 기다리고 있어요",
    GiftState.OFF: "설정에 따라 기록만 했어요",
}
MODELS: Final = {
    "embedded": "내장 답변",
    "catalogue": "영화 소개",
    "together": "다 같이 답하기",
    "none": "정해진 안내",
}
