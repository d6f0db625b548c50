"""Worries typed in pieces: does a line end unfinished, and do two belong together?"""

import re

# How long an unfinished line waits for its next piece, and all of them together.
WAIT = 2.5
OPENING_WAIT = 5.0
LONGEST_WAIT = 10.0
FINISHED_LENGTH = 40

# How unfinished lines end; each of the first may carry a polite 요.
_ENDINGS = [
    "근데",
    "그런데",
    "그래서",
    "저기",
    "있잖아",
    "는데",
    "은데",
    "ㄴ데",
    "인데",
    "던데",
    "고",
    "구",
    "서",
    "니까",
    "다가",
    "면서",
    "거든",
    "거든요",
    "더니",
    "길래",
    "려고",
    "지만",
    "는게",
    "은게",
    "면",
]
_UNFINISHED = (
    *_ENDINGS,
    *(f"{ending}요" for ending in _ENDINGS),
    *[
        "아니",
        "사실",
        "사실은",
        "제가",
        "내가",
        "저는",
        "나는",
        "요즘",
        "어제",
        "오늘",
        "아까",
        "때문에",
    ],
)
# Whole lines that only ask for a hearing.
_OPENINGS = frozenset(
    [
        *(
            "저기",
            "저기요",
            "저기여",
            "있잖아",
            "있잖아요",
            "있잖아여",
            "그게요",
            "음 그게",
            "아니 근데",
            "아 근데",
        ),
        *(
            "혹시",
            "혹시요",
            "물어봐도 되나요",
            "물어봐도 돼요",
            "질문 있어요",
            "질문있어요",
            "질문이요",
            "얘기해도 되나요",
        ),
    ]
)
# Every line comes by here: most are told by their last letter, and no search that tries
# each letter runs before that.
_FILL = "".join(filter(str.isspace, map(chr, range(0x3001)))) + ".…~,ㅠㅜㅋㅎ"
_PARTICLE = re.compile(r"[가-힣](?:이|가|은|는|을|를|랑|한테|에게)\Z")
_LAST_LETTERS = frozenset(ending[-1] for ending in (*_UNFINISHED, *"이가은는을를랑테게"))
_TRAILS_OFF = re.compile(r"[.…,]{2,}$|,$")
_FINISHED = re.compile(
    r"(?:\?|!|까요?|나요|가요|어요|아요|해요|예요|에요|세요|네요|죠|니다|어떡해|어떡하지|인가|는가|할까|일까|봐|줘|다)[\s.~ㅠㅜㅋㅎ!?]*$"
)


def unfinished(text: str) -> bool:
    """Whether `text` sounds as if its writer is still typing."""
    if len(text) >= FINISHED_LENGTH:
        return False
    spoken = text.rstrip(_FILL)
    if _opens(spoken):
        return True
    breaks_off = (
        spoken[-1:] in _LAST_LETTERS
        and (spoken.endswith(_UNFINISHED) or _PARTICLE.search(spoken[-3:]) is not None)
    ) or _TRAILS_OFF.search(text[-3:]) is not None
    return breaks_off and _FINISHED.search(text) is None


def unfinished_opening(text: str) -> bool:
    """Whether a line without cues may be the first piece of a worry ("근데요")."""
    return 2 <= len(text) <= 12 and unfinished(text)


def patience(text: str, in_pieces: bool) -> float:
    """Seconds to wait for the next piece after `text`; longer where it is plain that there will
    be one (`in_pieces`): one came before, or nothing yet could be answered."""
    if not unfinished(text):
        return 0.0
    return OPENING_WAIT if in_pieces or _opens(text.rstrip(_FILL)) else WAIT


def _opens(spoken: str) -> bool:
    return spoken.rstrip("?") in _OPENINGS
