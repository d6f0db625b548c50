"""Private people named in full and accused, or named with what finds them."""

import re

import ahocorasick

from core.safety.masking import mask

_SURNAMES = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노곽성차주우구민나진지엄채원천방공현함변염여추소석선설마길연"
# Syllables that given names begin and end with. Those that are also particles (은, 이, 가, 도)
# end no name here: a name missed is read by a manager's eye, a word taken for one is not.
_FIRST = "민서지도예하주준현은수유시성승재정태동영상진종경미혜선소윤다채세연보희효형호철창광기건규근남대덕명문병봉석순용원인일찬충해화훈나가아우슬한"
_SECOND = "준우현호민진서윤연영수희아빈원혁훈석환철식규찬재경미선순숙린율슬솔욱용웅섭범필학형후휘혜림결겸택태균근배표주성정지나람"
_NAME = re.compile(
    rf"(?<![가-힣])([{_SURNAMES}][{_FIRST}][{_SECOND}])"
    r"(?:\s?(?:씨|님|선생님|쌤|교수|팀장|과장|대리|부장|사장|사원|선배|오빠|언니|누나))?"
    r"(?:이가|이는|이랑|이한테|이의|이를|이도|이|가|은|는|을|를|도|랑|한테|에게|의|와|과|걔|놈|년)?(?![가-힣])"
)
_FILM = re.compile(
    r"영화|드라마|배우|연기|주연|감독|장면|출연|역할|연예인|가수|아이돌|예능|뮤지컬|웹툰|소설|노래|나오는|나온|캐릭터|개봉|넷플"
)


class Accusations:
    """Finds lines that could harm somebody who is no public figure."""

    def __init__(self) -> None:
        self._cues = ahocorasick.Automaton()
        for kind, words in _CUES.items():
            for word in words.split():
                self._cues.add_word(word, kind)
        self._cues.make_automaton()

    def against(self, text: str) -> bool:
        """Whether `text` names somebody in full beside an accusation or what finds them.

        Talk about films and the stage is let be.
        """
        cues = [cue for _, cue in self._cues.iter(text)]
        if not cues or _FILM.search(text):
            return False
        if all(map(_is_word, _NAME.findall(text))):
            return False
        return "accused" in cues or len(cues) > 1 or mask(text) != text


def _is_word(name: str) -> bool:
    return name in _WORDS or name.endswith(_INFLECTED)


_CUES = {
    "accused": """
때렸 때리고 폭행 성추행 추행했 스토킹 스토커 협박 사기꾼 사기쳤 사기친 사기당 먹튀 먹고튀 돈떼 양다리 바람폈 바람피 바람났 바람핀
불륜 상간 가해자 학폭 왕따 따돌 괴롭혔 괴롭혀 도둑놈 훔쳤 훔쳐 횡령 갑질 몰카 유포 고소했 고소할 신고했 신고할 전과자 범죄자
""",
    "finds": """
다니는 다녀요 다닌다 근무 재직 출신 중학교 고등학교 대학교 여고 여중 남고 학과 회사 전자 병원 은행 학원 학년 같은반 아파트 주소 연락처 전화번호
인스타 계정 실명
""",
}
# Ends of verbs that a surname's syllable begins: 변하지, 안해서, 나가서.
_INFLECTED = (
    "하지",
    "해지",
    "해서",
    "가지",
    "가서",
    "아서",
    "우지",
    "하나",
    "안나",
    "하진",
    "지진",
)
# Words of three syllables that look like names.
_WORDS = frozenset(
    "강아지 이상형 여기서 지나서 지나지 지하철 나인지 차인지 마시지 원주민 진정성 남성성 안정성 추기경 고시원 정해진 한가정 주재원 여선배".split()  # noqa: SIM905  # a list of words reads best as text
)
