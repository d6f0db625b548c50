"""Latin letters in Korean text: 엠비티아이, 오케이; what is not known is left as it is written."""

import re

# Words with a space between them are looked at together: they may be English in earnest.
_RUN = re.compile(r"[A-Za-z]+(?:[ '][A-Za-z]+)*")
_PART = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
# Longer words in capitals are shouted, not spelled.
MOST_LETTERS = 5
# That many words that nobody listed are a phrase, which the voice reads in its own way.
PHRASE = 2


def words_of_latin(text: str) -> str:
    """`text` with its listed words, abbreviations and single letters as Koreans say them."""
    return _RUN.sub(_run, text)


def _run(match: re.Match[str]) -> str:
    parts = _PART.findall(match[0])
    unknown = sum(_known(part) is None for part in parts)
    return match[0] if unknown >= PHRASE else _PART.sub(_word, match[0])


def _word(match: re.Match[str]) -> str:
    return _known(match[0]) or match[0]


def _known(word: str) -> str | None:
    listed = CAPITALS.get(word) or WORDS.get(word.lower())
    if listed is not None:
        return listed
    if len(word) == 1 or (word.isupper() and len(word) <= MOST_LETTERS):
        return spelled(word)
    return None


def spelled(word: str) -> str:
    """The letters' names; anything that is no Latin letter stays."""
    return "".join(LETTERS.get(letter, letter) for letter in word.upper())


LETTERS = {
    "A": "에이", "B": "비", "C": "씨", "D": "디", "E": "이", "F": "에프", "G": "지", "H": "에이치", "I": "아이",
    "J": "제이", "K": "케이", "L": "엘", "M": "엠", "N": "엔", "O": "오", "P": "피", "Q": "큐", "R": "알",
    "S": "에스", "T": "티", "U": "유", "V": "브이", "W": "더블유", "X": "엑스", "Y": "와이", "Z": "제트",
}  # fmt: skip
# Spelled, though the same letters are a word when they are small.
CAPITALS = {"LA": "엘에이"}
# As they are said in Korean; the everyday ones and those of streams, love and films.
WORDS = {
    "ok": "오케이", "okay": "오케이", "no": "노", "yes": "예스", "hi": "하이", "hello": "헬로", "bye": "바이",
    "thanks": "땡스", "sorry": "쏘리", "please": "플리즈", "good": "굿", "best": "베스트", "bad": "배드", "nice": "나이스",
    "love": "러브", "like": "라이크", "life": "라이프", "happy": "해피", "birthday": "버스데이", "lucky": "럭키",
    "dream": "드림", "star": "스타", "story": "스토리", "music": "뮤직", "movie": "무비", "film": "필름", "show": "쇼",
    "game": "게임", "team": "팀", "fan": "팬", "live": "라이브", "chat": "챗", "online": "온라인", "offline": "오프라인",
    "party": "파티", "date": "데이트", "ex": "엑스", "bf": "남자친구", "gf": "여자친구",
    "boyfriend": "보이프렌드", "girlfriend": "걸프렌드", "couple": "커플", "solo": "솔로", "crush": "크러시", "drama": "드라마",
    "mbti": "엠비티아이", "sns": "에스엔에스", "dm": "디엠", "pm": "피엠", "ai": "에이아이", "tv": "티비", "pc": "피씨",
    "ott": "오티티", "cctv": "씨씨티비", "usb": "유에스비", "mt": "엠티", "ot": "오티", "tmi": "티엠아이", "jpg": "제이피지",
    "pdf": "피디에프", "ppt": "피피티", "gif": "지아이에프", "url": "유알엘", "id": "아이디", "pw": "비밀번호", "vs": "대", "cf": "씨에프",
    "pd": "피디", "bj": "비제이", "dj": "디제이", "mc": "엠씨", "ng": "엔지", "ost": "오에스티", "mz": "엠지", "cg": "씨지",
    "asmr": "에이에스엠알", "vip": "브이아이피", "vr": "브이알", "pt": "피티", "cd": "씨디", "dvd": "디비디", "lp": "엘피",
    "it": "아이티", "qa": "큐에이", "faq": "에프에이큐", "gpt": "지피티", "chatgpt": "챗지피티", "rpg": "알피지", "fps": "에프피에스",
    "lol": "롤", "lte": "엘티이", "gps": "지피에스", "rip": "알아이피", "diy": "디아이와이", "pms": "피엠에스", "ceo": "씨이오",
    "nasa": "나사", "ufo": "유에프오", "covid": "코비드", "lgbt": "엘지비티", "toeic": "토익", "toefl": "토플", "ktx": "케이티엑스",
    "srt": "에스알티", "gs": "지에스", "cu": "씨유", "cgv": "씨지비", "bts": "비티에스", "exo": "엑소", "nct": "엔시티",
    "ive": "아이브", "twice": "트와이스", "kakao": "카카오", "kakaotalk": "카카오톡", "naver": "네이버", "google": "구글",
    "apple": "애플", "samsung": "삼성", "youtube": "유튜브", "netflix": "넷플릭스", "instagram": "인스타그램", "insta": "인스타",
    "facebook": "페이스북", "twitter": "트위터", "tiktok": "틱톡", "discord": "디스코드", "twitch": "트위치", "chzzk": "치지직",
    "disney": "디즈니", "tving": "티빙", "wavve": "웨이브", "watcha": "왓챠", "iphone": "아이폰", "ipad": "아이패드",
    "galaxy": "갤럭시", "app": "앱", "web": "웹", "email": "이메일", "mail": "메일", "wifi": "와이파이", "blog": "블로그",
    "tinder": "틴더", "pizza": "피자", "coffee": "커피", "cafe": "카페", "bar": "바", "hot": "핫", "cool": "쿨", "new": "뉴",
    "sale": "세일", "set": "세트", "time": "타임", "day": "데이", "night": "나이트", "man": "맨", "girl": "걸", "boy": "보이",
    "baby": "베이비", "king": "킹", "queen": "퀸", "god": "갓", "fighting": "파이팅", "feat": "피처링", "ver": "버전",
    "part": "파트", "up": "업", "down": "다운", "start": "스타트", "stop": "스톱", "event": "이벤트", "style": "스타일",
    "ghosting": "고스팅", "gaslighting": "가스라이팅", "toxic": "톡식", "red": "레드", "blue": "블루", "black": "블랙",
    "white": "화이트", "flag": "플래그", "block": "블록", "follow": "팔로우", "world": "월드", "one": "원", "two": "투",
    "three": "쓰리", "mom": "맘", "papa": "파파", "lala": "라라", "land": "랜드", "la": "라", "her": "허",
    "about": "어바웃", "before": "비포", "sunrise": "선라이즈", "sunset": "선셋", "titanic": "타이타닉", "inception": "인셉션",
    "sf": "에스에프", "romance": "로맨스", "comedy": "코미디", "action": "액션", "bgm": "비지엠", "kpop": "케이팝",
    "pop": "팝", "rock": "록", "jazz": "재즈", "hiphop": "힙합", "rap": "랩", "club": "클럽", "hotel": "호텔",
    "top": "탑", "sky": "스카이",
}  # fmt: skip
