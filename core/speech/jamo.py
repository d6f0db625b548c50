"""Words of which only the consonants are typed: ㅇㅇ, ㄱㄱ, ㄹㅇ."""

import re

_RUN = re.compile(r"([가-힣]?)([ㄱ-ㅎㅏ-ㅣ]+)(?=([가-힣]?))")


def words_of_jamo(text: str) -> str:
    """`text` with the known ones as words; laughter, crying and all other jamo are gone."""
    return _RUN.sub(_word, text)


def _word(match: re.Match[str]) -> str:
    before, run, after = match[1], match[2], match[3]
    word = _known(run.lstrip(_NOISE) or run)
    if not word or ((before or after) and len(run) == 1):
        return before + " "
    if after and after not in _ONLY_BEFORE.get(word, after):
        return before + " "
    if after:
        return f"{before} {_STEMS.get(word, word)}"
    return f"{before} {word} "


def _known(run: str) -> str:
    """The word that `run` begins with, where only laughter or crying follows; "" if none."""
    for end in range(min(len(run), _LONGEST), 0, -1):
        word = WORDS.get(run[:end])
        if word is not None and not run[end:].strip(_NOISE + run[end - 1]):
            return word
    return ""


_NOISE = "ㅋㅠㅜㅡ"
# What nobody would want to hear is left out: ㅅㅂ, ㅂㅅ, ㅈㄴ, ㄲㅈ, ㅁㅊ.
WORDS = {
    "ㅇ": "응", "ㅇㅇ": "응", "ㅇㅇㅇ": "응", "ㄴ": "노", "ㄴㄴ": "노노", "ㄱ": "고", "ㄱㄱ": "고고", "ㅎ": "", "ㅎㅎ": "",
    "ㄹㅇ": "레알", "ㅇㅈ": "인정", "ㅇㅋ": "오케이", "ㅇㅋㅇㅋ": "오케이 오케이", "ㄱㅅ": "감사", "ㄱㅅㄱㅅ": "감사 감사",
    "ㅈㅅ": "죄송", "ㅅㄱ": "수고", "ㅊㅋ": "축하", "ㅊㅋㅊㅋ": "축하 축하", "ㅊㅊ": "추천", "ㅎㅇ": "하이",
    "ㅎㅇㅎㅇ": "하이 하이", "ㅂㅇ": "바이", "ㅂㅂ": "바이바이", "ㅂㅇㅂㅇ": "바이바이", "ㅃㅇ": "빠이", "ㅃㅃ": "빠빠",
    "ㄷㄷ": "덜덜", "ㄱㄷ": "기다려", "ㅁㄹ": "몰라", "ㅇㄷ": "어디", "ㅇㄴ": "아니", "ㄱㅊ": "괜찮아", "ㄱㅊㄱㅊ": "괜찮아 괜찮아",
    "ㅇㅎ": "아하", "ㅇㄱㄹㅇ": "이거 레알", "ㅂㄷㅂㄷ": "부들부들", "ㄷㄱㄷㄱ": "두근두근", "ㅅㄹㅎ": "사랑해",
    "ㅅㄹㅎㅇ": "사랑해요", "ㄴㅇㅅ": "나이스", "ㅈㅈ": "지지", "ㄹㄷ": "레디", "ㅎㅇㅌ": "화이팅", "ㅍㅇㅌ": "파이팅",
    "ㄴㅈ": "노잼", "ㅇㅇㅈ": "응 인정", "ㅁㅈ": "맞아", "ㅁㅈㅁㅈ": "맞아 맞아", "ㅈㅂ": "제발", "ㅇㅉ": "어쩌라고", "ㅈㄱㄴ": "제목이 곧 내용",
    "ㄱㄴ": "가능", "ㅂㄱㄴ": "불가능", "ㅅㅅ": "", "ㅌㅌ": "튀어", "ㄴㄷ": "나도", "ㅇㅁㅇ": "", "ㅇㅅㅇ": "",
    "ㅎㄷㄷ": "후덜덜", "ㅅㄱㅇ": "수고요",
}  # fmt: skip
_LONGEST = max(map(len, WORDS))
# Before an ending: ㄱㅊ아요.
_STEMS = {"괜찮아": "괜찮"}
# It stands for something grave as well, which nobody should hear as an excuse.
_ONLY_BEFORE = {"죄송": "합해한드요"}
