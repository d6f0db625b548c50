"""The closed vocabularies everything else speaks in."""

from enum import StrEnum


class Platform(StrEnum):
    ROOM = "room"
    TWITCH = "twitch"
    CHZZK = "chzzk"
    DISCORD = "discord"


class Role(StrEnum):
    SUBSCRIBER = "subscriber"
    VIP = "vip"
    MANAGER = "manager"
    BROADCASTER = "broadcaster"


class Emotion(StrEnum):
    JOY = "joy"
    LOVE = "love"
    SADNESS = "sadness"
    HURT = "hurt"
    ANGER = "anger"
    ANXIETY = "anxiety"
    LONELY = "lonely"
    TIRED = "tired"
    NEUTRAL = "neutral"


class Intent(StrEnum):
    COUNSEL = "counsel"
    RECOMMEND = "recommend"
    SMALLTALK = "smalltalk"
    REACTION = "reaction"
    COMMAND = "command"
    INJECTION = "injection"


class Situation(StrEnum):
    """Love worries the persona banks know by name."""

    READ_IGNORED = "read_ignored"  # 읽씹
    GHOSTED = "ghosted"  # 잠수
    LEFT_FOR_ANOTHER = "left_for_another"  # 환승
    GETTING_BACK = "getting_back"  # 재회
    CRUSH = "crush"  # 짝사랑
    CONFESSION = "confession"  # 고백
    LONG_DISTANCE = "long_distance"  # 장거리
    MILITARY = "military"  # 군대
    BOREDOM = "boredom"  # 권태기
    MARRIAGE_PRESSURE = "marriage_pressure"  # 결혼 압박
    CONTROLLING = "controlling"  # 집착
    CHEATING = "cheating"  # 바람
    OFFICE_ROMANCE = "office_romance"  # 사내연애
    BLIND_DATE = "blind_date"  # 소개팅
    SOME = "some"  # 썸
    DATE_MONEY = "date_money"  # 데이트 비용
    FRIENDS_TO_LOVERS = "friends_to_lovers"  # 친구와 연인 사이
    DIFFERENCES = "differences"  # 성향 차이
    FAMILY_OPPOSITION = "family_opposition"  # 가족 반대
    BREAKING_UP = "breaking_up"  # 이별 통보: 하려는 쪽도, 받은 쪽도
    AFTER_BREAKUP = "after_breakup"  # 헤어진 뒤의 그리움과 미련
    FIGHT = "fight"  # 다툼과 화해
    CONTACT = "contact"  # 연락 빈도와 답장 속도
    FEELINGS_COOLED = "feelings_cooled"  # 상대 마음이 식은 것 같을 때
