"""The same question in other words."""

import re
from typing import NamedTuple

SAME = 0.5
SAME_STEMS = 0.6
LONGEST = 300


class Shape(NamedTuple):
    """What is compared of a line: its letters in threes, and what it is about."""

    trigrams: frozenset[str]
    stems: frozenset[str]


NOTHING = Shape(frozenset(), frozenset())


def shape(text: str) -> Shape:
    """The shape of `text`, by its first LONGEST letters."""
    text = text[:LONGEST].lower()
    return Shape(trigrams(text), stems(text))


def trigrams(text: str) -> frozenset[str]:
    """Character trigrams of the letters of `text`, bigrams when it is very short."""
    letters = _LETTERS.sub("", text)
    size = 3 if len(letters) > 5 else 2
    return frozenset(letters[i : i + size] for i in range(max(1, len(letters) - size + 1)))


def stems(text: str) -> frozenset[str]:
    """The first two letters of every word that says what `text` is about."""
    for written, meant in SYNONYMS:
        text = written.sub(meant, text)
    words = _WORDS.findall(_FORMS.sub(" ", text))
    return frozenset(word[:2] for word in words if len(word) > 1 and word not in _EMPTY)


def same(one: Shape, other: Shape) -> bool:
    """Whether two lines ask the same: by the Jaccard index of their trigrams or their stems."""
    return _overlap(one.trigrams, other.trigrams) >= SAME or (
        _overlap(one.stems, other.stems) >= SAME_STEMS
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


_LETTERS = re.compile(r"[^가-힣a-z0-9]+")
_WORDS = re.compile(r"[가-힣a-z0-9]+")
# How a question is put, not what it is about.
_FORMS = re.compile(
    r"(?:(?:해도|하면|면|야|아야|어야) ?)?(?:될까요?|되나요?|되려나요?|되죠|돼요?|하나요?|할까요?|하죠|되나)(?![가-힣])"
    r"|(?:[을를이가은는도한테랑]|에게|하고|이랑)(?![가-힣])|할까|말까요?|을까요?|까요?(?![가-힣])"
    r"|어떡하[죠지나]요?|어떡해요?|어떻게(?: ?해야 ?(?:하나요?|할까요?|돼요?|되나요?|하죠))?|어쩌죠|어쩌[지나]"
    r"|[거건]가요?(?![가-힣])|인가요?|건지|는지|걸까요?|거예요|거죠|겠죠|일까요?"
)
_EMPTY = frozenset(
    [
        "저는",
        "나는",
        "제가",
        "내가",
        "저도",
        "저도요",
        "나도",
        "저한테",
        "나한테",
        "우리",
        "저희",
        "진짜",
        "정말",
        "너무",
        "그냥",
        "갑자기",
        "자꾸",
        "계속",
        "다시",
        "요즘",
        "지금",
        "오늘",
        "근데",
        "그런데",
        "혹시",
        "다들",
        "여러분",
        "이거",
        "그거",
        "이게",
        "이런",
        "그런",
        "이제",
        "먼저",
        "아직",
        "아직도",
        "다음",
        "다음에",
        "그다음",
        "사람",
        "경우",
        "있나",
        "있나요",
        "가능",
        "해요",
        "하는",
        "하는데",
        "했는",
        "했는데",
        "했어",
        "했어요",
        "해서",
        "하고",
    ]
)
SYNONYMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"남자 ?친구|ㄴㅊ", "남친"),
        (r"여자 ?친구|ㅇㅊ(?!ㅇ)", "여친"),
        (r"(?:전에 만나던|헤어진|예전|전) ?(남친|여친|애인)", r"전\1"),
        (r"ㄱㅂ", "고백"),
        (r"ㅇㅆ", "읽씹"),
        (r"ㅉㅅㄹ|ㅈㅅㄹ", "짝사랑"),
        (r"ㅅㄱㅌ", "소개팅"),
        (
            r"(?:카톡|톡|문자|디엠)?을? ?(?:읽고도?|보고도?) ?(?:답(?:장)?(?:을|이)? ?(?:안|없)\w*|씹\w*)",
            "읽씹 ",
        ),
        (r"카카오톡|카톡|문자|디엠|dm|톡(?![가-힣])", "연락"),
        (r"바람 ?(?:피|핀|핌|폈|났|난)\w*", "바람 "),
        (r"헤어(?:지|졌|진|질)\w*|이별\w*|깨졌\w*", "이별 "),
        (r"차단 ?당\w*", "차단 "),
        (r"잠수(?:를)? ?(?:타|탔|탄|중)\w*", "잠수 "),
        (r"사귀\w*|사겨\w*|사귄\w*|만나도", "만남 "),
        (r"다시 ?만나\w*|재회\w*", "재회 "),
        (r"기다[려리릴]\w*", "기다 "),
        (r"풀어 ?\w*", "풀어 "),
    )
)
