"""Things people say to a persona that have an answer of their own in its bank."""

import re

from core.labels import Intent


def topic(text: str) -> str | None:
    """The bank's key for what `text` says to the persona, such as `talk.greeting`."""
    return next((key for key, pattern in TOPICS.items() if pattern.search(text)), None)


def talk_topic(text: str, intent: Intent) -> str:
    """The bank's key for small talk; `talk.other` when it is about nothing known."""
    if intent is Intent.INJECTION:
        return "refuse.injection"
    return topic(text) or "talk.other"


# In order: what must be refused comes before what may be chatted about.
TOPICS: dict[str, re.Pattern[str]] = {
    "refuse.danger": re.compile(
        r"해킹|도청|위치 ?추적|스파이 ?앱|몰래.{0,8}(?:찍|녹음|따라|설치|깔)|미행|신상.{0,4}(?:털|캐)|뒷조사|흥신소"
        r"|복수하|복수할|협박(?:하|해서|할)|퍼뜨리(?:고|면|려)|유포(?:하고|할|하면)|때려(?:주|도 될|줄)"
        r"|(?:비번|비밀번호|잠금|패턴).{0,10}(?:뚫|풀|알아내|따는)|(?:술|약).{0,6}(?:먹여서|타서)|싫다(?:는데|고).{0,10}(?:억지로|계속 찾아|끝까지)"
    ),
    "refuse.diagnosis": re.compile(
        r"(?:사이코패스|소시오패스|나르시시스트|우울증|조울증|경계선|adhd|인격 ?장애|정신병|공황장애|회피형).{0,14}"
        r"(?:맞|인가|일까|같|인지|아닌가|아니야|아닐까|진단|거죠|거야)",
        re.IGNORECASE,
    ),
    "refuse.romance": re.compile(
        r"(?:나|저)(?:랑|하고|와) ?(?:사귀|사겨|연애|결혼|데이트)|내 ?(?:여친|남친|애인|여자친구|남자친구).{0,3}(?:해줘|해 줘|되어|돼줘|하자|할래)"
        r"|(?:너|온유|도건|유담|라온).{0,6}(?:사랑해|좋아해|사랑한다)(?:요|용|$|[ !~ㅎ])|나 ?좋아해\?"
    ),
    "talk.are_you_human": re.compile(
        r"(?:사람|인간|진짜|실제|ai|인공지능|로봇|봇|기계|챗봇|지피티|gpt).{0,6}(?:이야|야\?|예요|에요|인가|임\?|이에요|맞|아니|인거|인 거|세요|냐|니\?|죠)",
        re.IGNORECASE,
    ),
    "talk.who_are_you": re.compile(
        r"(?:너|넌|누구|자기) ?(?:는|은)? ?(?:누구|뭐하는|뭐 하는|소개)|자기 ?소개|정체가|누구세요|누구야|뭐하는 (?:애|사람|봇)|이름이 ?(?:뭐|머)"
    ),
    "talk.goodbye": re.compile(r"잘 ?자|굿 ?나잇|(?:이만|먼저|나) ?(?:자러|갈게|가볼|가요|간다|자야)|안녕히|바이(?:바이)?|ㅂㅂ|또 ?올게|낼 ?봐|내일 ?봐"),
    "talk.greeting": re.compile(
        r"안녕|ㅎㅇ|하이|헬로|반가|방가|왔어|왔다|첫 ?방문|처음 ?(?:왔|와|봐|뵙)|좋은 ?(?:아침|저녁|밤)|hello|\bhi\b|^hey", re.IGNORECASE
    ),
    "talk.thanks": re.compile(r"고마|고맙|감사|ㄱㅅ|땡큐|위로 ?(?:됐|되|받)|덕분|힘이? ?(?:됐|난|나네)|thank", re.IGNORECASE),
    "talk.how_are_you": re.compile(r"(?:뭐|머) ?(?:해|하고|하니|함)\b|(?:뭐|머)해[?~ ]*$|기분 ?(?:어때|어떠)|잘 ?지내|오늘 ?(?:어때|하루)|어떻게 ?지내"),
    "talk.compliment": re.compile(r"귀여|귀엽|예쁘|이쁘|멋지|멋있|최고|똑똑|다정|목소리.{0,4}좋|말 ?(?:잘|이쁘게)|센스|천재|팬이"),
    "talk.remember": re.compile(r"(?:나|저|내 ?이름) ?(?:기억|알아보)|기억 ?(?:나|해)(?:\?|요\?|니|냐|나요|하세요|하시)|do you remember me", re.IGNORECASE),
    "talk.love_life": re.compile(
        r"(?:너|넌|상담사|온유|도건|유담|라온|님)(?:도|은|는|님은|이는)? ?(?:연애|사랑|썸|모솔|이상형).{0,8}(?:해 ?봤|해봤|있|어때|뭐|이야|해본|\?)|이상형이? ?(?:뭐|어떻게)"
    ),
    "talk.others": re.compile(
        r"(?:온유|도건|유담|라온)(?:이|님|씨)?(?:랑|하고|는|은|이랑|에 대해|이는)? ?(?:어때|어떻게 ?생각|친해|사이|싫어|좋아해\?|싸웠)|(?:다른|나머지) ?(?:상담사|애들|친구들)"
    ),
    "talk.hobby": re.compile(r"취미|쉬는 ?날|주말에 ?(?:뭐|머)|좋아하는 ?(?:거|것|노래|음악|게임|책|음식|색|계절)(?:이|가|은|는)? ?(?:뭐|있|머)"),
    "talk.cheer": re.compile(r"(?:응원|화이팅|파이팅|기운).{0,4}(?:해|줘|좀|주세요|부탁)|(?:시험|면접|발표|수능|공연|대회|실기)(?:이|가)? ?(?:있|보러|봐|보는|이에요|인데|이야|날|앞)"),
    "talk.tease": re.compile(r"바보|멍청|노잼|꼰대|못생|별로(?:네|야|임)|(?:너|넌|님) ?(?:모솔|연애 ?(?:못|안) ?해)|네가 ?뭘|니가 ?뭘|뭘 ?안다고|깡통|재미없"),
    "talk.bored": re.compile(r"심심|할 ?(?:거|게|일) ?없|지루|재밌는 ?(?:얘기|거|이야기)|놀아 ?줘|이야기 ?해 ?줘|얘기 ?해 ?줘"),
    "talk.food": re.compile(r"배고|먹었|먹을까|뭐 ?먹|메뉴|밥|점심|저녁|야식|치킨|떡볶이|라면|커피|마라탕|배불"),
    "talk.good_news": re.compile(
        r"합격|붙었|취뽀|취업(?:했|됐|성공)|승진|전역(?:했|함)|(?:고백)?성공(?:했|함)|사귀기로|프로포즈 ?받|생일|첫 ?월급|1등|당첨|기념일|좋은 ?(?:일|소식)|행복(?:해|하다)"
    ),
    "talk.laugh": re.compile(r"웃(?:겨|기|긴|음|었)|빵 ?터|개그|드립|ㅋ{3,}|ㅎ{3,}"),
}  # fmt: skip
