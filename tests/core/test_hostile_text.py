"""No text makes a reader hang: it is read in a child process with a watchdog on each call."""

import faulthandler
import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from core.gate.address import Address
from core.gate.cues import Cues
from core.gate.pieces import unfinished
from core.movies.catalogue import Catalogue
from core.movies.wish import read_constraints, read_wish
from core.safety.masking import mask
from core.safety.moderation import Moderation
from core.safety.outbound import Outbound
from core.safety.triage import Triager
from core.speech.reading import reading
from core.speech.text import speakable
from core.understanding.consent import accepts, wants_another
from core.understanding.details import read_details
from core.understanding.injection import tampers
from core.understanding.linear import LinearClassifier
from core.understanding.love import about_love
from core.understanding.topics import topic
from core.understanding.understander import Understander

ROOT = Path(__file__).parents[2]
# A call takes milliseconds; this tells a hang from a busy machine.
HANGS = 5.0
SIZES = (500, 10_000)
PARTS = (
    *("가", "이", "은", "는데", "이랑", "하고", "거나", "랑 ", "까요", "어요", "요", "도 ", "만 "),
    *("슬픈이랑", "슬픈 거랑 ", "무서운거거거", "잔인한 빼고 ", "싫", "안 무서운", "외도", "지 않", "no sf "),
    *("추천해달라", "추천해달라뭐", "추천", "영화", "영화 ", "볼거", "한 편", "알려주", "수 있는", "좋은 영화 "),
    *("친구랑", "언니랑 ", "엄마와", "혼자", "데이트할 때", "데이트로", "한국", "미국 ", "두 시간 안 넘", "90분"),
    *("기생충", "그녀", "괴물 ", "라라랜드 처럼 ", "◆", "영화 ◆ ", "넷플"),
    *("1동", "강남구 역삼동 1", "카톡", "카톡 ", "은행1", "공일공", "1", "12-", "010-", "초등학교"),
    *("a.", "a", "-", "1-", "a@", "a@b.", "@", "www.", "http://", ".com", "a-.", "_"),
    *("[[", "[a", "(", "{", "\"'", "<", "[", "]", "|", "###", "프롬프트", "이전 지시", "repeat the ", "앞의 "),
    *(" ", "\n", "\t ", "\u200b", ".", "…", "?", "!?", "~", ",", "ㅋ", "ㅠㅜ", "ㅈㅜㄱ", "아", "님", "죽고", "죽고 싶"),
    *("러블름아", "온유", "시발점", "시 발", "보지", "🙂", "\ud800", "e\u0301", "ㅏ", "사귀", "세"),
)  # fmt: skip


def readers() -> dict[str, Callable[[str], object]]:
    catalogue = Catalogue.load()
    understander = Understander(LinearClassifier.load(), catalogue)
    names = {"온유": "onyu", "도건": "dogeon"}
    address = Address("러블름", names)
    moderation = Moderation()
    outbound = Outbound()
    return {
        "read_wish": lambda text: read_wish(text, catalogue),
        "read_constraints": lambda text: read_constraints(text, catalogue),
        "Understander.read": understander.read,
        "mask": mask,
        "Outbound.clean": lambda text: outbound.clean(text, 300),
        "speakable": speakable,
        "reading": reading,
        "tampers": tampers,
        "topic": topic,
        "accepts": accepts,
        "wants_another": wants_another,
        "read_details": read_details,
        "about_love": about_love,
        "Address.to": lambda text: address.to(text, True, {"두부"}),
        "Address.persona": address.persona,
        "unfinished": unfinished,
        "Triager.triage": Triager.load().triage,
        "Moderation.abusive": moderation.abusive,
        "Moderation.name": moderation.name,
        "Cues.glance": Cues(("러블름", *names)).glance,
    }


def texts() -> Iterator[str]:
    """Every part again and again, pairs of them, and each after words that begin much."""
    pairs = map("".join, zip(PARTS[::2], PARTS[1::2], strict=False))
    for part, size in itertools.product((*PARTS, *pairs), SIZES):
        yield (part * size)[:size]
    for part in PARTS:
        yield f"카톡 추천해줘 영화 {part * SIZES[-1]}"[: SIZES[-1]] + " 가나다"


def read_all() -> None:
    """Read every text with every reader; a call that hangs ends the process and shows where."""
    hostile = tuple(texts())
    for name, read in readers().items():
        for number, text in enumerate(hostile):
            print(f"{name} hangs on text {number}: {text[:40]!r}", end="\0")
            faulthandler.dump_traceback_later(HANGS, exit=True)
            read(text)
    faulthandler.cancel_dump_traceback_later()
    print("all were read", end="")


def test_no_text_makes_a_reader_hang() -> None:
    # A regular expression holds the GIL, so only a process of its own can be ended.
    command = [sys.executable, "-u", "-m", "tests.core.test_hostile_text"]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    last = child.stdout.decode("utf-8", "replace").rstrip("\0").rpartition("\0")[2]
    assert (child.returncode, last) == (0, "all were read"), child.stderr.decode(errors="replace")


if __name__ == "__main__":
    read_all()
