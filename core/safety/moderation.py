"""Abuse in what viewers write, and names fit to be said aloud."""

import re

import ahocorasick

_JUNK = re.compile(r"[\W\d_ㅋㅎㅠㅜ]+")
_NAME = re.compile(r"[^가-힣ㄱ-ㅎㅏ-ㅣa-zA-Z0-9_\- ]+")
_LONGEST_NAME = 12
NOBODY = "시청자"


class Moderation:
    """Finds abuse even when it is spaced, dotted or broken into letters."""

    def __init__(self, banned: tuple[str, ...] = ()) -> None:
        """`banned` are a channel's own words beside the built-in ones."""
        self._words = ahocorasick.Automaton()
        for word in (*ABUSE.split(), *banned):
            self._words.add_word(word.lower(), word)
        self._words.make_automaton()

    def abusive(self, text: str) -> bool:
        """Whether `text` holds a word that must be neither shown on the overlay nor spoken."""
        low = text.lower()
        if any(self._words.iter(low)):
            return not _only_innocent(low)
        squeezed = _JUNK.sub("", low)
        return any(self._words.iter(squeezed)) and not _only_innocent(low)

    def name(self, name: str) -> str:
        """`name` as it may be said: short, plain letters, or "시청자" when it is not fit."""
        plain = " ".join(_NAME.sub("", name).split())[:_LONGEST_NAME].strip()
        return NOBODY if not plain or self.abusive(plain) else plain


def _only_innocent(text: str) -> bool:
    """Whether the abusive-looking part belongs to an innocent word ("시발점", "병신년")."""
    rest = text
    for word in INNOCENT.split():
        rest = rest.replace(word, "")
    squeezed = _JUNK.sub("", rest)
    return rest != text and not any(word in squeezed for word in ABUSE.split())


ABUSE = """
시발 씨발 씨바 쒸발 씌발 시팔 씨팔 ㅅㅂ ㅆㅂ 병신 븅신 빙신 ㅂㅅ ㅄ 지랄 ㅈㄹ 개새 개색 개쉐 새끼 쌔끼 ㅅㄲ 꺼져 ㄲㅈ 좆 ㅈ같 존나 졸라 ㅈㄴ
썅 쌍년 쌍놈 미친놈 미친년 미친새 창녀 창놈 걸레년 걸레같 보지 자지 보짓 섹스 쎅스 딸딸이 느금 니애미 니애비 니엄마 엠창 애미없 애비없 ㄴㄱㅁ
한남충 한녀 김치녀 된장녀 맘충 틀딱 급식충 짱깨 쪽바리 깜둥이 똥꼬충 홍어 일베 운지 노무 재기해 fuck shit bitch asshole nigger faggot cunt whore slut
"""
INNOCENT = "시발점 시발역 병신년 노무사 노무관 노무법 자지러 자지않 자지마 자지말 자지도 보지않 보지마 보지말 보지도 보지는 보지못 홍어회 홍어무침 가보지 해보지 나보지 먹어보지 만나보지 써보지 물어보지 들어보지 두고보지 쳐다보지 바라보지 졸라서 졸라대 조졸라"
