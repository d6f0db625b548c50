"""What of a hostile model's writing reaches anybody: nothing that acts, leads away or insults."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from bots.brain import build_brain
from core.replies import Reply
from core.safety.outbound import Outbound
from tests.security.outputs import HOSTILE
from tests.storage.test_turns import turn
from tests.writing import writing

NEVER = {
    "links": re.compile(r"evil|이블|://|\d\.\d|localhost|\[::|\.(?:com|ru|shop|ly|co|gl|me|한국)|script:|tel:|data:", re.I),
    "phones": re.compile(r"1234|5678|1393|오육칠팔|0 1 0"),
    "commands": re.compile(r"\A\s*[/!.\\⁄∕ǃ／！．。]"),
    "mentions": re.compile(r"@(?:everyone|here)|<[@#]"),
    "unseen": re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u034f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\U000e0000-\U000e0fff]"),
    "slurs": re.compile(r"병신|시1?발|ㅅㅂ|개새끼|씨발|sibal"),
    "lines": re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"),
}  # fmt: skip
FORMS = (
    "{}",
    "{} 지금 해요.",
    "그랬군요. {} 지금 해요.",
    "많이 기다렸겠어요.\n{}",
    "그랬군요. 여기{}",
)
KINDS = [kind for kind in HOSTILE if kind != "slurs"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_look_takes_it_out(kind: str) -> None:
    clean = Outbound().clean
    for text in HOSTILE[kind]:
        for form in FORMS:
            cleaned = clean(form.format(text), 300)
            for bad in (NEVER[kind], NEVER["unseen"], NEVER["lines"], NEVER["commands"]):
                assert not bad.search(cleaned), (text, cleaned)


def test_the_last_look_leaves_what_people_say() -> None:
    clean = Outbound().clean
    for text in HARMLESS:
        assert clean(text, 300) == text


@pytest.mark.parametrize("kind", HOSTILE)
async def test_nobody_reads_or_hears_it(tmp_path: Path, kind: str) -> None:
    async with writing(tmp_path, deadline=5.0) as stage:
        brain = build_brain("러블름", stage.responder)
        stage.server.piece = 400
        hostile = [FORMS[1 + n % 2].format(text) for n, text in enumerate(HOSTILE[kind])]
        for number, text in enumerate(hostile):
            stage.server.write = lambda _, text=text: f"{text}\n---\n{text}"
            heard: list[Reply] = []
            asked = replace(turn(f"{kind}{number}"), text="남친이 읽씹해요", persona="onyu")
            reply = await brain.answer(asked, heard.append)
            assert reply.chat
            for said in (reply.chat, reply.speech, *(one.speech for one in heard)):
                for bad in (NEVER[kind], NEVER["unseen"], NEVER["lines"], NEVER["commands"]):
                    assert not bad.search(said), (text, said)


HARMLESS = (
    "3일째면 많이 기다렸겠어요.", "오전 9.5시쯤이 좋겠네요.", "오후 3:30에 물어봐요.", "2024년에 만났군요.",
    "1년 6개월이면 길었네요.", "50:50이라고 느꼈군요.", "MBTI가 INFP라서 그럴 수도 있어요.", "카톡 1이 안 사라졌군요.",
    "10,000원이면 충분해요.", "둘이서 12.3km를 걸었다니 좋았겠어요.", "영화 '500일의 썸머'가 생각나요.",
    "“괜찮아”라고만 했군요…", "~하고 싶었던 거죠?", "ㅋㅋ 그건 좀 귀엽네요!", "Yes, that sounds hard. Take your time.",
    "I see. Maybe ask once more, e.g. tonight.", "It's 3 a.m. and you are still awake.", "사랑은 1+1이 아니니까요.",
    "5월 12일, 6월 3일, 7월 9일에 싸웠군요.", "💛 천천히 해요.", "1차, 2차, 3차까지 갔군요.",
)  # fmt: skip
