"""A made-up evening for pictures: what the overlay shows, and what the report counts."""

from typing import Any, Final

from core.gifts.gift import GiftState
from core.labels import Emotion, Platform, Situation
from core.reports.highlights import Clip, Span
from core.reports.report import Gifts, Moods, Report, ShownFilm, Skip, Tier, Title
from core.reports.waits import Wait
from core.spending.spent import Spent
from core.turns import Reason

BEGAN: Final = 1_795_345_200.0  # 20:00 in Korea
STEP: Final = 600.0
ANSWER: Final = (
    "3일이면 마음을 많이 졸였겠어요. "
    "오늘은 재촉 대신 안부 하나만 짧게 남기고, 저녁까지는 휴대폰을 내려놓아 봐요."
)
SPOKEN: Final[dict[str, Any]] = {
    "persona": "onyu", "emotion": "love", "text": ANSWER, "viewer": "새벽네시",
    "question": "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?",
}  # fmt: skip
SHOWN: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("donation", {
        "id": "donation:1", "donor": "여름귤", "amount": "5,000치즈", "tier": 3, "effect": "heart",
        "text": "온유야 늘 고마워, 오늘도 잘 듣고 있어!", "emotes": [],
    }),
    ("receipt", {"viewer": "말랑콩떡", "position": 2, "eta_s": 70}),
    ("films", {"persona": "onyu", "pet": "otter", "films": [
        {"title": "윤희에게", "year": 2019, "why": "오래 접어 둔 마음을 천천히 펼쳐 봐요."},
        {"title": "중경삼림", "year": 1994, "why": "기다리는 시간이 조금 가벼워져요."},
    ]}),
    ("poll", {
        "id": "poll:1", "seconds": 30, "closed": False, "chosen": 4, "choices": [
            {"persona": "onyu", "name": "온유", "votes": 12},
            {"persona": "dogeon", "name": "도건", "votes": 7},
            {"persona": "yudam", "name": "유담", "votes": 5},
            {"persona": "raon", "name": "라온", "votes": 15},
        ],
    }),
)  # fmt: skip
MOODS: Final = {
    Emotion.ANXIETY: (9, 12, 14, 11, 9, 8, 6, 6, 5, 4, 4, 3),
    Emotion.SADNESS: (4, 5, 8, 10, 9, 7, 6, 5, 5, 4, 3, 2),
    Emotion.HURT: (3, 4, 4, 6, 7, 6, 5, 4, 3, 2, 2, 1),
    Emotion.ANGER: (1, 2, 3, 3, 4, 3, 2, 2, 1, 1, 1, 0),
    Emotion.LONELY: (2, 3, 3, 4, 5, 5, 6, 6, 5, 4, 3, 3),
    Emotion.TIRED: (1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 4),
    Emotion.JOY: (5, 4, 3, 3, 4, 5, 6, 8, 9, 10, 12, 14),
    Emotion.LOVE: (2, 2, 3, 2, 3, 3, 4, 4, 5, 6, 6, 7),
    Emotion.NEUTRAL: (6, 6, 5, 5, 6, 6, 5, 5, 6, 6, 5, 6),
}
REPORT: Final = Report(
    platform=Platform.CHZZK,
    channel="1",
    name="밤에 여는 상담소",
    since=BEGAN,
    until=BEGAN + 12 * STEP,
    lines=3_412,
    moods=Moods(STEP, tuple(BEGAN + at * STEP for at in range(12)), MOODS),
    worries=(
        (Situation.READ_IGNORED, 31), (Situation.CRUSH, 24), (Situation.LONG_DISTANCE, 17),
        (Situation.GETTING_BACK, 15), (Situation.BOREDOM, 11), (Situation.CONFESSION, 9),
        (Situation.MILITARY, 6), (None, 12),
    ),
    films=(
        ShownFilm(Title("윤희에게", 2019), 6, 4),
        ShownFilm(Title("중경삼림", 1994), 5, 2),
        ShownFilm(Title("비포 선라이즈", 1995), 4, 3),
    ),
    gifts=Gifts(
        won=187_000, donations=31, tiers=(Tier(0, 9, 4_500), Tier(1_000, 17, 52_500),
        Tier(10_000, 4, 60_000), Tier(50_000, 1, 70_000)), subscriptions=6, gifted=5, raids=1,
        redemptions=12, states={GiftState.ACKNOWLEDGED: 54, GiftState.CHECK: 1},
    ),
    answered=168,
    reasons=((Reason.WORRY, 71), (Reason.COMMAND, 52), (Reason.DONATION, 31), (Reason.MENTION, 14)),
    skipped=((Skip.LATE, 9), (Skip.LIMITED, 3), (Skip.CRISIS, 1)),
    said=Wait(168, 4.2, 16.0, (12, 48, 61, 38, 9, 0, 0)),
    heard=Wait(120, 3.1, 7.4, (18, 59, 43, 0, 0, 0, 0)),
    spent=Spent(412_000, 63_000, 1_240_000_000),
    models=(("A.X-4.0-Light", 149), ("embedded", 19)),
    moments=tuple(
        Clip(Span(BEGAN + begin, BEGAN + begin + seconds), BEGAN)
        for begin, seconds in ((1_124, 62), (2_871, 48), (5_406, 75))
    ),
)  # fmt: skip
