"""What the service says on channels that chose English."""

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

from adapters.chzzk.line import told
from core.channels.settings import Language
from core.english.notices import SAID, english, gift, in_language
from core.events import Viewer
from core.labels import Platform
from core.replies import Notice, Receipt, together

HANGUL = re.compile("[가-힣]")
ENDS = tuple(".?!`")
# Where sentences for chat are.
SPEAKING = (
    "core.commands.asking", "core.commands.deciding", "core.commands.managing",
    "core.commands.telling", "core.commands.viewing", "core.listener", "core.poll",
    "core.channels.waiting", "core.channels.ignored", "core.channels.linking",
    "core.corners.slot", "core.delivery.promises", "core.movies.saved", "core.stories.box",
    "core.engine", "core.viewers.forgetting",
)  # fmt: skip
# Ends of longer ones, patterns, and what a persona says.
PARTS = {
    "(?:네|예)", " 사연함에 남길까요? `!사연`이라고 적어 주세요.", "여긴 다 보여요.",
    "지금 답을 제대로 못 찾았어요. 조금 있다가 한 번만 다시 말해 주시겠어요?",
    "이제 소리 내어 답해요.", "스트리머가 눌러 주는 답만 소리 내어 말해요.", "찜에서 뺐어요.",
    "찜해 뒀어요.", "이야기한 분은 7의 답을 골랐어요.", "본 영화로 적어 뒀어요. 이제 추천하지 않을게요.",
    "좋았던 영화로 적어 뒀어요. 비슷한 쪽으로 골라 볼게요.",
    "별로였던 영화로 적어 뒀어요. 그쪽은 피해서 골라 볼게요.", "사연은 !사연 으로 보내 주세요.",
    "보고 싶은 영화는 !영화 로 물어봐 주세요.", "하고 싶은 이야기를 편하게 적어 주세요.",
}  # fmt: skip


def sentences(module: ModuleType) -> Iterator[str]:
    """What is written there, with a 7 for what differs from time to time."""
    tree = ast.parse(inspect.getsource(module))
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.Expr)
        for part in (node.values if isinstance(node, ast.JoinedStr) else [node.value])
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(written(module, part) for part in node.values)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
        ):
            yield node.value.format(7) if "{}" in node.value else node.value


def written(module: ModuleType, part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    name = ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ""
    return str(getattr(module, name, 7))


@pytest.mark.parametrize("name", SPEAKING)
def test_every_sentence_has_its_english(name: str) -> None:
    found = [
        one for one in sentences(import_module(name)) if HANGUL.search(one) and one.endswith(ENDS)
    ]
    assert found
    missing = [one for one in found if english(one) == one and one not in PARTS]
    assert missing == []


@pytest.mark.parametrize(
    ("korean", "said"),
    [
        ("〈라라랜드〉를 찜해 뒀어요.", "Saved: 〈라라랜드〉"),
        (
            "〈A〉, 〈B〉을 빼 둘게요. 다음에는 다른 쪽으로 골라 볼게요.",
            "Left out, something else next time: 〈A〉, 〈B〉",
        ),
        (
            "오늘의 후원: 1위 두부님 5,000원 · 익명 1,000원",
            "Gifts today: #1 두부 ₩5,000 · anonymous ₩1,000",
        ),
        ("이번 달은 아직 후원이 없어요.", "No gifts this month yet."),
        (
            "온유, 도건 외 2명. `!상담 온유 고민`처럼 이름을 넣어 불러 주세요.",
            "온유, 도건 and 2 more. Call one by name: `!counsel 온유 worry`.",
        ),
        (
            "지금부터 30분 동안 〈밤 라디오〉 코너예요. 사연은 !사연 으로 보내 주세요.",
            "〈밤 라디오〉 is on, for 30 minutes. Send your story with !story.",
        ),
        ("코너를 열었어요. 이제 소리 내어 답해요.", "The corner is open. Answers are spoken now."),
        ("{이상한} (글) \\1 님 차례를", "{이상한} (글) \\1 님 차례를"),
        ("", ""),
    ],
)
def test_what_differs_is_kept(korean: str, said: str) -> None:
    assert english(korean) == said


FACTS = {
    "link": "https://lovelm.example/story/chzzk/" + "0123456789abcdef" * 2, "code": "123456",
    "name": "비 오는 날의 감자", "names": "온유, 도건, 유담, 라온", "films": "〈리틀 포레스트〉를",
    "titles": "〈리틀 포레스트〉", "invite": "사연은 !사연 으로 보내 주세요.", "state": "열려",
    "counted": "온유 3 · 도건 1", "aloud": "이제 소리 내어 답해요.", "ranks": "1위 두부님 5,000원",
    "when": "이번 달", "one": "온유",
}  # fmt: skip


class Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return FACTS.get(name, "120")


@pytest.mark.parametrize("korean", SAID)
def test_what_fits_in_chzzks_chat_fits_in_english(korean: str) -> None:
    text = korean.format_map(Facts())
    said = english(text)
    if told("러블름", text).endswith(text):
        assert told("러블름", said).endswith(said), (len(said), said)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("5,000원", "₩5,000"),
        ("1,000치즈", "1,000 cheese"),
        ("구독 선물 5개", "5 gift subs"),
        ("3개월 구독", "Subscribed for 3 months"),
        ("구독", "Subscribed"),
        ("레이드 12명", "Raid of 12"),
        ("내 보상", "내 보상"),
    ],
)
def test_what_was_given(shown: str, said: str) -> None:
    assert gift(shown, Language.ENGLISH) == said
    assert gift(shown, Language.KOREAN) == shown


def test_a_line_is_told_as_its_channel_chose() -> None:
    viewer = Viewer("twitch:1", "두부")
    about = (Platform.TWITCH, "1", viewer, "twitch:m1")
    notice, receipt = Notice(*about, "취소했어요."), Receipt(*about, 2, 90)
    assert [in_language(one, Language.KOREAN) for one in (notice, receipt)] == [notice, receipt]
    taken_back = in_language(notice, Language.ENGLISH)
    assert isinstance(taken_back, Notice)
    assert (taken_back.text, taken_back.viewer) == ("Taken back.", viewer)
    promise = in_language(receipt, Language.ENGLISH)
    assert isinstance(promise, Receipt)
    assert promise.text == "Got it: number 2, about 2 min (the counsellors are AI)"
    assert together([promise, promise]) == (
        "Got it: 두부 number 2, 두부 number 2 (about 2 min, the counsellors are AI)"
    )
