"""The words of "why this film": clauses that lead on, and clauses that end a sentence."""

from collections.abc import Mapping
from typing import Final

from core.labels import Emotion
from core.movies.constraints import Bend
from core.movies.moods import Feeling, Intent

# kind → (leads on, ends), several of each so that a list does not repeat itself.
CLAUSES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "liked_director": (
        ("{liked:을/를} 만든 {what} 감독 작품이고,", "{liked:을/를} 만든 {what} 감독 작품이에요"),
        ("{liked:과/와} 감독이 같고,", "{liked:과/와} 같은 감독의 영화예요"),
        ("{what} 감독의 손길이 {liked:과/와} 이어지고,", "{what} 감독의 또 다른 영화예요"),
    ),
    "liked_cast": (
        ("{liked}의 {what:이/가} 나오고,", "{liked}의 {what:이/가} 나와요"),
        ("{liked}에서 본 {what:을/를} 다시 만나고,", "{liked}에서 본 {what:을/를} 또 만나요"),
        ("{what:이/가} {liked:과/와} 다른 얼굴을 보여 주고,", "{what}의 다른 얼굴을 볼 수 있어요"),
    ),
    "liked_keyword": (
        (
            "{liked:과/와} {what:이라는/라는} 소재가 닮았고,",
            "{liked:과/와} {what:이라는/라는} 소재가 닮았어요",
        ),
        ("{liked}에서 만난 {what:을/를} 또 다루고,", "{liked}처럼 {what:을/를} 다뤄요"),
        ("{what} 이야기라 {liked:과/와} 통하고,", "{what} 이야기라 {liked:과/와} 통해요"),
    ),
    "liked_mood": (
        ("{liked}처럼 {what} 분위기이고,", "{liked}처럼 {what} 분위기예요"),
        ("{what} 느낌이 {liked:과/와} 닮았고,", "{what} 느낌이 {liked:과/와} 닮았어요"),
        ("{liked}의 {what} 결을 이어 가고,", "{liked}의 {what} 결을 이어 가요"),
    ),
    "liked": (
        ("{liked:과/와} 결이 비슷하고,", "{liked:과/와} 결이 비슷해요"),
        ("{liked:을/를} 좋아했다면 반갑고,", "{liked:을/를} 좋아했다면 반가울 거예요"),
        ("{liked:과/와} 이어서 보기 좋고,", "{liked:과/와} 이어서 보기 좋아요"),
    ),
    "keyword": (
        ("찾으신 {what:이/가} 담겨 있고,", "찾으신 {what:이/가} 담겨 있어요"),
        ("{what:을/를} 다루는 영화이고,", "{what:을/를} 다루는 영화예요"),
        ("{what} 이야기가 나오고,", "{what} 이야기를 만날 수 있어요"),
    ),
    "person": (
        ("말씀하신 {what:이/가} 함께했고,", "말씀하신 {what:이/가} 함께했어요"),
        ("{what:을/를} 만날 수 있고,", "{what:을/를} 만날 수 있어요"),
        ("{what:이/가} 참여한 작품이고,", "{what:이/가} 참여한 작품이에요"),
    ),
    "feel": (
        ("찾으신 {what} 분위기이고,", "찾으신 {what} 분위기예요"),
        ("{what} 느낌이 살아 있고,", "{what} 느낌이 살아 있어요"),
        ("{what} 쪽으로 잘 맞고,", "{what} 쪽으로 잘 맞아요"),
    ),
    "felt": (
        ("{purpose}에 좋고,", "{purpose}에 좋아요"),
        ("{purpose}에 잘 맞고,", "{purpose}에 잘 맞아요"),
        ("{purpose}에 어울리고,", "{purpose}에 어울려요"),
        ("{purpose}에 알맞은 영화이고,", "{purpose}에 알맞은 영화예요"),
    ),
    "runtime": (
        ("{minutes}분이라 부담이 적고,", "{minutes}분이라 부담이 적어요"),
        ("{minutes}분 안에 끝나고,", "{minutes}분이면 다 볼 수 있어요"),
        ("길이가 {minutes}분이고,", "길이는 {minutes}분이에요"),
    ),
    "with_alone": (
        ("혼자 집중해 보기 좋고,", "혼자 집중해 보기 좋아요"),
        ("조용히 혼자 보기 알맞고,", "조용히 혼자 보기 알맞아요"),
    ),
    "with_couple": (
        ("둘이 나란히 보기 좋고,", "둘이 나란히 보기 좋아요"),
        ("보고 나서 둘이 나눌 말이 많고,", "보고 나서 둘이 나눌 말이 많아요"),
    ),
    "with_friends": (
        ("친구들과 떠들며 보기 좋고,", "친구들과 떠들며 보기 좋아요"),
        ("여럿이 모여 보기 알맞고,", "여럿이 모여 보기 알맞아요"),
    ),
    "with_family": (
        ("가족과 함께 보기 편하고,", "가족과 함께 보기 편해요"),
        ("온 가족이 보기 좋고,", "온 가족이 보기 좋아요"),
    ),
    "own": (
        ("{mood} {genre} 영화이고,", "{mood} {genre} 영화예요"),
        ("{mood} 분위기의 {genre} 영화이고,", "{mood} 분위기의 {genre} 영화예요"),
        ("{genre} 중에서도 {mood} 편이고,", "{genre} 중에서도 {mood} 편이에요"),
        ("{mood} 느낌의 {genre} 영화이고,", "{mood} 느낌의 {genre} 영화예요"),
    ),
    "own_genre": (
        ("{genre} 영화이고,", "{genre} 영화예요"),
        ("{genre:을/를} 좋아하면 반갑고,", "{genre:을/를} 좋아하면 반가울 거예요"),
    ),
    "known": (
        ("널리 사랑받은 영화이고,", "널리 사랑받은 영화예요"),
        ("이미 많은 분이 아끼는 작품이고,", "많은 분이 아끼는 작품이에요"),
        ("두고두고 이야기되는 작품이고,", "두고두고 이야기되는 작품이에요"),
        ("이름이 잘 알려진 영화이고,", "믿고 볼 만큼 잘 알려졌어요"),
    ),
    "lesser_known": (
        ("아직 덜 알려진 영화이고,", "아직 덜 알려져 새로울 거예요"),
        ("숨은 보석 같은 작품이고,", "숨은 보석 같은 작품이에요"),
    ),
}

BENDS: Final[Mapping[Bend, str]] = {
    "genres": "{what} 장르에 꼭 맞지는 않지만",
    "era": "{what} 영화는 아니지만",
    "country": "{what} 영화는 아니지만",
}

# Whether the service has the film, as far as that is known.
PROVIDER_NOTES: Final[Mapping[bool | None, tuple[str, ...]]] = {
    None: (
        "{provider} 편성은 검색해 보세요",
        "{provider}에 있는지는 확인해 주세요",
        "{provider} 제공 여부는 확인이 필요해요",
    ),
    True: (
        "{provider}에서 볼 수 있어요",
        "{provider}에 올라와 있어요",
        "{provider}에서 만날 수 있어요",
    ),
    False: (
        "{provider}에는 없는 걸로 나와요",
        "{provider} 말고 다른 곳에 있어요",
        "{provider}에서는 찾기 어려워요",
    ),
}

PURPOSES: Final[Mapping[tuple[Feeling, Intent], str]] = {
    (Emotion.JOY, "repair"): "들뜬 기분을 이어 가기",
    (Emotion.JOY, "congruent"): "좋은 기분을 더 키우기",
    (Emotion.LOVE, "repair"): "설레는 마음으로 웃기",
    (Emotion.LOVE, "congruent"): "사랑하는 마음에 푹 젖기",
    (Emotion.SADNESS, "repair"): "가라앉은 마음을 데우기",
    (Emotion.SADNESS, "congruent"): "참았던 마음을 쏟아 내기",
    (Emotion.ANGER, "repair"): "화난 마음을 웃음으로 풀기",
    (Emotion.ANGER, "congruent"): "답답한 속을 시원하게 풀기",
    (Emotion.ANXIETY, "repair"): "불안한 마음을 가라앉히기",
    (Emotion.ANXIETY, "congruent"): "딴생각 없이 빠져들기",
    (Emotion.LONELY, "repair"): "혼자라는 느낌을 덜기",
    (Emotion.LONELY, "congruent"): "조용한 마음에 곁을 내주기",
    (Emotion.HURT, "repair"): "다시 일어설 힘을 얻기",
    (Emotion.HURT, "congruent"): "아픈 마음을 다독이기",
    (Emotion.TIRED, "repair"): "지친 머리를 쉬게 하기",
    (Emotion.TIRED, "congruent"): "느긋하게 숨을 고르기",
    ("bored", "repair"): "심심한 시간을 깨우기",
}

# A keyword with one of these tells what should be found out by watching.
SPOILERS: Final = (
    "반전", "결말", "죽음", "사망", "시한부", "살인", "자살", "배신", "정체", "범인", "희생", "이별", "기억",
    "재회", "twist", "ending", "death", "dies", "murder", "suicide", "killer", "betrayal", "surprise",
)  # fmt: skip
LAST_RESORT: Final = "오늘 보기 좋은 영화예요"
