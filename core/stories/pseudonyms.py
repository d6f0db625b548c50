"""Names for tellers who choose none."""

from random import Random


def made(seed: str) -> str:
    """A pseudonym like "비 오는 날의 감자"; the same for the same `seed`."""
    pick = Random(seed)
    return f"{pick.choice(WHEN)} {pick.choice(WHO)}"


WHEN = (
    "비 오는 날의", "졸린 오후의", "첫눈 오던", "새벽 세 시의", "창가 자리", "막차 놓친",
    "우산 없는", "월요일 밤의", "구석 자리", "볕 좋은 날의", "바람 부는", "손이 시린",
    "늦잠 잔", "길을 잃은", "라면 끓이는", "버스 맨 뒤", "장마철의", "노을 보던",
    "밤 산책하는", "이불 속", "단골 카페의", "봄을 기다린", "달 밝은 밤", "귤 까먹는",
)  # fmt: skip
WHO = (
    "감자", "두부", "모과", "찻잔", "양말", "연필", "고래", "참새", "수달", "식빵", "만두",
    "귤", "단추", "돌멩이", "너구리", "호두", "구름", "민들레", "오리", "군고구마", "콩나물",
    "다람쥐", "선인장", "보리차",
)  # fmt: skip
