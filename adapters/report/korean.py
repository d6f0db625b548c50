"""The report's Korean."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from adapters.report.words import DAY, HOUR, MINUTE, Tile, Words, clock, digits, in_korea
from core.gifts.gift import GiftState
from core.labels import Emotion, Platform, Situation
from core.reports.report import TIERS, Gifts, Skip, Tier
from core.reports.waits import BOUNDS, Wait
from core.spending.spent import Spent
from core.turns import Reason
from core.viewers.recollection import EMOTIONS, SITUATIONS

WEEKDAYS: Final = "월화수목금토일"


class Korean(Words):
    lang = "ko"
    brand = "러블름 방송 리포트"
    unit = "개"
    minute = "분"
    second = "초"

    moods = "마음의 흐름"
    no_moods = "이야기를 나눈 시청자가 없었어요."
    moments = "하이라이트"
    no_moments = "골라 둘 만한 순간이 없었어요."
    worries = "많이 나온 고민"
    no_worries = "고민을 나눈 시청자가 없었어요."
    films = "영화"
    no_films = "추천하거나 찜한 영화가 없었어요."
    gifts = "후원"
    no_gifts = "받은 후원이 없었어요."
    cost = "비용"
    answers = "답한 이야기"
    no_answers = "답한 이야기가 없었어요."
    waits = "답까지 걸린 시간"
    no_waits = "시간을 잰 답이 없었어요."

    offsets = "오른쪽은 기록이 시작된 때부터 잰 시간이에요."
    shown_films = "추천한 영화"
    tiers = "후원 금액대"
    writers = "누가 쓴 답인가요"
    why_answered = "답한 까닭"
    not_answered = "답하지 못한 이야기"
    all_answered = "없어요. 받은 이야기에 모두 답했어요."
    until_chat = "채팅에 답이 나올 때까지"
    until_sound = "첫 소리가 날 때까지"

    def platform(self, platform: Platform) -> str:
        return PLATFORMS[platform]

    def title(self, where: str, since: float) -> str:
        return f"{where} 방송 리포트 · {self.day(since)}"

    def day(self, at: float) -> str:
        """As 2026년 11월 22일 (일)."""
        date = in_korea(at)
        return f"{date.year}년 {date.month}월 {date.day}일 ({WEEKDAYS[date.weekday()]})"

    def step(self, at: float, width: float) -> str:
        date = in_korea(at)
        if width >= DAY:
            return f"{date.month}/{date.day}"
        return f"{date.day}일 {date.hour}시" if width > HOUR else clock(at)

    def lasted(self, seconds: float) -> str:
        minutes = round(seconds / MINUTE)
        if minutes >= 2 * DAY // MINUTE:
            return f"{round(seconds / DAY)}일"
        hours, minutes = divmod(minutes, MINUTE)
        parts = (f"{hours}시간" if hours else "", f"{minutes}분" if minutes else "")
        return " ".join(filter(None, parts)) or "1분이 안 돼요"

    def won(self, amount: float) -> str:
        return f"{digits(amount)}원"

    def donations(self, count: int) -> str:
        return f"{count:,}번"

    def people(self, count: int) -> str:
        return f"{count:,}명"

    def answered(self, count: int, asked: int) -> Tile:
        return Tile("답한 이야기", f"{count:,}개", f"{asked:,}개 가운데")

    def waited(self, wait: Wait | None) -> Tile:
        return Tile("답까지", self.took(wait.median) if wait else "–", "절반은 이 안에")

    def given(self, gifts: Gifts) -> Tile:
        return Tile("후원", self.won(gifts.won), self.donations(gifts.donations))

    def recommended(self, shown: int, saved: int) -> Tile:
        return Tile("추천한 영화", f"{shown:,}번", f"{saved:,}번 찜")

    def paid(self, spent: Spent) -> Tile:
        return Tile("비용", self.microwon(spent.microwon), f"{spent.tokens:,} 토큰")

    def each_bar(self, width: float) -> str:
        return f"시청자가 한 이야기에 담긴 마음이에요. 막대 하나가 {self.lasted(width)}이에요."

    def feeling(self, emotion: Emotion) -> str:
        return EMOTIONS[emotion] or "담담함"

    def worry(self, situation: Situation) -> str:
        return SITUATIONS[situation][0]

    def more_people(self, count: int) -> str:
        return f"이 밖에 {count:,}명"

    def other_worries(self, count: int) -> str:
        return f"그 밖의 고민 {self.people(count)}"

    def film(self, shown: int, saved: int) -> str:
        parts = (f"추천 {shown}" if shown else "", f"찜 {saved}" if saved else "")
        return " · ".join(filter(None, parts))

    def more_films(self, count: int) -> str:
        return f"이 밖에 {count:,}편"

    def credit(self, credit: str) -> str:
        return credit

    def tier(self, tier: Tier) -> str:
        of = f"{tier.least:,}원부터" if tier.least else f"{TIERS[1]:,}원 미만"
        return f"{of}, 모두 {self.won(tier.won)}"

    def state(self, state: GiftState) -> str:
        return STATES[state]

    def in_state(self, count: int) -> str:
        return f"{count:,}번"

    def also_given(self, gifts: Gifts) -> Sequence[str]:
        counts = (
            ("구독", gifts.subscriptions, "번"),
            ("구독 선물", gifts.gifted, "개"),
            ("레이드", gifts.raids, "번"),
            ("포인트 보상", gifts.redemptions, "번"),
        )
        return [f"{name} {count:,}{unit}" for name, count, unit in counts if count]

    def tokens(self, spent: Spent) -> str:
        return f"읽은 토큰 {spent.tokens_in:,}개 · 쓴 토큰 {spent.tokens_out:,}개"

    def model(self, name: str) -> str:
        return MODELS.get(name, name)

    def reason(self, reason: Reason) -> str:
        return REASONS[reason]

    def skip(self, skip: Skip) -> str:
        return SKIPS[skip]

    def heard(self, lines: int) -> str:
        return (
            f"채팅은 모두 {lines:,}줄 들었어요. 여기 없는 채팅은 상담사에게 한 말이 아니었거나, "
            "차례가 오기 전에 지나간 말이에요."
        )

    def bounds(self) -> Sequence[str]:
        between = [f"{one:g}–{other:g}초" for one, other in pairwise(BOUNDS)]
        return [f"{BOUNDS[0]:g}초 미만", *between, f"{BOUNDS[-1]:g}초 이상"]

    def within(self, wait: Wait) -> str:
        return f"절반은 {self.took(wait.median)} 안에, 95%는 {self.took(wait.p95)} 안에"

    def nobody_named(self, cost: bool) -> str:
        private = "답한 수와 걸린 시간, 비용에만" if cost else "답한 수와 걸린 시간에만"
        return f"시청자의 이름이나 한 말은 이 리포트에 없어요. 둘만의 상담은 {private} 들어가요."

    def kept_for(self, days: int) -> str:
        return (
            f"시각은 한국 시각이에요. 지난 방송의 기록은 {days}일 뒤에 지워지니, 두고 보려면 이 파일을 "
            "간직해 주세요."
        )


KOREAN: Final = Korean()
PLATFORMS: Final = {
    Platform.TWITCH: "트위치",
    Platform.CHZZK: "치지직",
    Platform.DISCORD: "디스코드",
    Platform.ROOM: "러블름 방",
}
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
    Skip.SKIPPED: "매니저가 건너뛰었어요",
    Skip.IGNORED: "답하지 않기로 한 시청자예요",
    Skip.CANCELLED: "남긴 분이 취소했어요",
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
STATES: Final = {
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
