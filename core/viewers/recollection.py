"""What a persona may remember of a worry: what it was about, never the words."""

from datetime import UTC, date, datetime

from msgspec import Struct

from core.korea import KOREA
from core.labels import Emotion, Situation

WEEK, MONTH = 7, 30


class Recollection(Struct, frozen=True, kw_only=True):
    """One worry that `viewer` (an account's id) told `persona` (a slug) in the turn `turn`.

    `partner` is as the viewer called them and `duration` as they told it, "" where they did not.
    """

    turn: str
    viewer: str
    persona: str
    situation: Situation | None
    emotion: Emotion
    at: float
    partner: str = ""
    duration: str = ""

    def phrase(self, now: float) -> str:
        """With how long ago it was: "지난주 읽씹 고민, 남친, 3일, 불안"."""
        return f"{since(self.at, now)} {self.summary}"

    @property
    def summary(self) -> str:
        """In a few Korean words."""
        worry = f"{self.noun(english=False)} 고민".strip()
        parts = (worry, self.partner, self.duration, EMOTIONS[self.emotion])
        return ", ".join(filter(None, parts))

    def noun(self, english: bool) -> str:
        """What it was about, as it stands before "이야기" or after "about"; "" for nobody knows."""
        return SITUATIONS[self.situation][english] if self.situation else ""


def day(at: float) -> str:
    """The day in Korea, as 2026-01-31."""
    return _date(at).isoformat()


def since(at: float, now: float) -> str:
    """How long ago a day was, as people say it."""
    days = (_date(now) - _date(at)).days
    if days < len(DAYS):
        return DAYS[max(0, days)]
    if days < 2 * WEEK:
        return f"{days}일 전" if days < WEEK else "지난주"
    return f"{days // WEEK}주 전" if days < 2 * MONTH else f"{days // MONTH}달 전"


def _date(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone(KOREA).date()


DAYS = ("오늘", "어제", "그저께")
EMOTIONS = {
    Emotion.JOY: "기쁨",
    Emotion.LOVE: "설렘",
    Emotion.SADNESS: "슬픔",
    Emotion.HURT: "서운함",
    Emotion.ANGER: "화",
    Emotion.ANXIETY: "불안",
    Emotion.LONELY: "외로움",
    Emotion.TIRED: "지침",
    Emotion.NEUTRAL: "",
}
# In Korean and in English.
SITUATIONS = {
    Situation.READ_IGNORED: ("읽씹", "unanswered texts"),
    Situation.GHOSTED: ("잠수", "being ghosted"),
    Situation.LEFT_FOR_ANOTHER: ("환승", "being left for someone else"),
    Situation.GETTING_BACK: ("재회", "getting back together"),
    Situation.CRUSH: ("짝사랑", "your crush"),
    Situation.CONFESSION: ("고백", "confessing"),
    Situation.LONG_DISTANCE: ("장거리 연애", "long distance"),
    Situation.MILITARY: ("군대", "the military wait"),
    Situation.BOREDOM: ("권태기", "your rough patch"),
    Situation.MARRIAGE_PRESSURE: ("결혼", "marriage"),
    Situation.CONTROLLING: ("집착", "being controlled"),
    Situation.CHEATING: ("바람", "cheating"),
    Situation.OFFICE_ROMANCE: ("사내 연애", "your office romance"),
    Situation.BLIND_DATE: ("소개팅", "your blind date"),
    Situation.SOME: ("썸", "your almost-relationship"),
    Situation.DATE_MONEY: ("데이트 비용", "paying for dates"),
    Situation.FRIENDS_TO_LOVERS: ("친구와 연인 사이", "friends becoming more"),
    Situation.DIFFERENCES: ("성향 차이", "your differences"),
    Situation.FAMILY_OPPOSITION: ("가족 반대", "family disapproval"),
    Situation.BREAKING_UP: ("이별", "the breakup"),
    Situation.AFTER_BREAKUP: ("헤어진 뒤", "life after the breakup"),
    Situation.FIGHT: ("다툼", "the fight"),
    Situation.CONTACT: ("연락", "texting habits"),
    Situation.FEELINGS_COOLED: ("식은 마음", "feelings cooling off"),
    Situation.ANNIVERSARY: ("기념일", "your anniversary"),
    Situation.JEALOUSY: ("질투", "jealousy"),
    Situation.PARTNERS_PAST: ("과거 연애", "the past"),
    Situation.WEDDING: ("결혼 준비", "the wedding"),
    Situation.LIVING_TOGETHER: ("동거", "living together"),
    Situation.AGE_GAP: ("나이 차이", "the age gap"),
    Situation.BUSY: ("바쁜 연애", "being too busy"),
    Situation.FIRST_LOVE: ("첫 연애", "first love"),
    Situation.REJECTED: ("고백 거절", "being turned down"),
    Situation.TURNING_DOWN: ("거절", "turning someone down"),
    Situation.ONLINE: ("온라인 만남", "meeting online"),
    Situation.AFFECTION: ("애정 표현", "showing affection"),
    Situation.LIES: ("거짓말", "lies"),
    Situation.SECRET_LOVE: ("비밀 연애", "your secret relationship"),
    Situation.TRIANGLE: ("삼각관계", "the love triangle"),
    Situation.CONFIDENCE: ("자신감", "confidence"),
    Situation.INTIMACY: ("스킨십", "physical pace"),
    Situation.FAN_LOVE: ("최애", "your favourite star"),
    Situation.FRIENDSHIP: ("친구", "friends"),
    Situation.DEBT: ("돈", "money"),
    Situation.HABITS: ("습관", "habits"),
}
