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
    ANNIVERSARY = "anniversary"  # 기념일과 선물
    JEALOUSY = "jealousy"  # 질투, 애인의 친한 친구
    PARTNERS_PAST = "partners_past"  # 애인의 과거와 전 애인
    WEDDING = "wedding"  # 상견례와 결혼 준비
    LIVING_TOGETHER = "living_together"  # 동거
    AGE_GAP = "age_gap"  # 나이 차이
    BUSY = "busy"  # 취업, 시험, 일로 바쁜 연애
    FIRST_LOVE = "first_love"  # 모태솔로, 첫 연애
    REJECTED = "rejected"  # 고백했다가 거절당함
    TURNING_DOWN = "turning_down"  # 원치 않는 호감을 거절하기
    ONLINE = "online"  # 온라인, 게임, 앱에서 만난 사람
    AFFECTION = "affection"  # 애정 표현이 적거나 많음
    LIES = "lies"  # 거짓말과 깨진 신뢰
    SECRET_LOVE = "secret_love"  # 비밀 연애, 밝히지 못하는 관계
    TRIANGLE = "triangle"  # 같은 사람을 좋아하는 친구, 두 사람 사이
    CONFIDENCE = "confidence"  # 외모와 자신감
    INTIMACY = "intimacy"  # 스킨십의 속도와 거절
    FAN_LOVE = "fan_love"  # 최애나 스트리머를 좋아하는 마음
    FRIENDSHIP = "friendship"  # 친구 관계
    DEBT = "debt"  # 빌려준 돈과 돈 부탁
    HABITS = "habits"  # 술, 게임, 생활 습관
