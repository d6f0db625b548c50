"""Everything that is kept of one viewer, as JSON for that viewer, while LoveLM runs or not.
Tokens and keys are not in it, nor what others said."""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bots import films, logs, settings
from bots.database import open_ours
from bots.settings import Settings, data_folder
from core.errors import BadInput
from core.gifts.gift import given
from core.korea import KOREA
from core.labels import Emotion, Situation
from core.movies.catalogue import Catalogue
from core.movies.opinion import Verdict
from core.reports.mark import MarkKind
from core.spending.spent import MICRO
from core.turns import State, Turn
from core.viewers.recollection import EMOTIONS, SITUATIONS
from storage.held import Held, HeldTurn, Row, held


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "viewer", metavar="PLATFORM:ID", type=account,
        help="twitch:1234, chzzk:…, discord:… or room:…; accounts linked to it are included",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="where to; replaced (default: here)"
    )


def account(text: str) -> str:
    """An account's id. Raises ArgumentTypeError."""
    platform, _, id = text.partition(":")
    if not platform or not id:
        raise argparse.ArgumentTypeError(f"{text!r} is not platform:id, as twitch:1234 is")
    return text


def main(chosen: argparse.Namespace) -> int:
    logs.set_up(verbose=False)
    options = settings.load()
    found = asyncio.run(_held(options, chosen.viewer))
    if found.empty and not (found.ignored or found.forgotten):
        raise BadInput(f"nothing is kept of {chosen.viewer}")
    catalogue = films.known_films(films.folder(options), time.time())
    text = json.dumps(told(found, catalogue), ensure_ascii=False, indent=2) + "\n"
    if chosen.out is None:
        sys.stdout.write(text)
        return 0
    _write(chosen.out, text)
    print(f"{chosen.out}: everything of {', '.join(found.accounts)}; it is private")
    return 0


async def _held(options: Settings, viewer: str) -> Held:
    async with open_ours(options, data_folder(options)) as database:
        return await held(database, viewer)


def _write(out: Path, text: str) -> None:
    """For its owner's eyes only, whatever was there."""
    try:
        out.unlink(missing_ok=True)
        file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as to:
            to.write(text)
    except OSError as error:
        raise BadInput(f"{out} cannot be written ({error.strerror})") from error


def told(found: Held, catalogue: Catalogue) -> dict[str, Any]:
    """What is kept, worded for the viewer; others are left out of it."""

    def title(id: str) -> str:
        film = catalogue.by_id(id)
        return film.title if film else id

    return {
        "계정": list(found.accounts),
        "연결한 계정": [{"계정": row["viewer"], "연결한 때": _at(row["at"])} for row in found.linked],
        "선택": [_choice(row) for row in found.choices],
        "채팅": [
            _where(row) | {"시각": _at(row["at"]), "종류": row["kind"], "내용": row["text"]}
            | ({"금액": row["amount"]} if row["amount"] else {})
            for row in found.chat
        ],
        "상담": [_turn(one, found.accounts) for one in found.turns],
        "후원": [
            _where(row) | {"시각": _at(row["at"]), "무엇": given(event), "금액": row["amount"],
            "글": event.text, "이름": event.viewer.name, "상태": row["state"]}
            | ({"글의 상태": row["words"]} if row["words"] else {})
            for row, event in found.gifts
        ],
        "영화": [_film(row, title) for row in found.films],
        "상담사의 기억": [_memory(row) for row in found.memories],
        "매니저 기록": [
            _where(row) | {"때": _at(row["at"]), "한 일": row["what"], "내용": row["about"],
            "누가": "나" if row["who"] in found.accounts else "매니저"}
            for row in found.noted
        ],
        "사연": [_story(row) for row in found.stories],
        "공감한 사연": [{"사연": row["story"], "때": _at(row["at"])} for row in found.likes],
        "표시한 순간": [
            _where(row) | {"때": _at(row["at"]), "무엇": MARKS[MarkKind(row["kind"])],
            "제목": row["title"]}
            for row in found.marks
        ],
        # Of what kind it was is for nobody who may read over a shoulder.
        "위기 안내 뒤 30분": [_at(row["at"]) for row in found.care],
        "모델 비용": [
            {"날": row["day"], "읽은 토큰": row["tokens_in"], "쓴 토큰": row["tokens_out"],
             "원": row["microwon"] / MICRO}
            for row in found.spending
        ],
        "방송 계정 동의": [
            {"플랫폼": row["platform"], "종류": row["kind"], "이름": row["name"]}
            for row in found.grants
        ],
        "답하지 않기로 한 채널": [_where(row) | {"이름": row["name"]} for row in found.ignored],
        "잊어 달라고 한 때": [_at(at) for at in found.forgotten],
    }  # fmt: skip


def _turn(one: HeldTurn, accounts: Collection[str]) -> dict[str, Any]:
    """Words are shown where they are theirs; where several asked, they were somebody else's."""
    turn, reply = one.turn, one.reply
    about: dict[str, Any] = {
        "플랫폼": turn.platform,
        "채널": turn.channel,
        "시각": _at(turn.at),
        "상태": STATES[one.state],
    }
    if turn.viewer.id not in accounts:
        return about | {"함께": _among(turn, accounts)}
    about |= {"이름": turn.viewer.name, "내용": turn.text, "둘만의 상담": turn.private}
    if reply is None:
        return about
    answer = {
        "상담사": reply.speaker,
        "채팅": "" if turn.thanked else reply.chat,
        "말": reply.speech,
    }
    films = [card.title for card in reply.films]
    return about | {"답": answer | {"읽은 마음": _feeling(reply.emotion), "영화": films}}


def _among(turn: Turn, accounts: Collection[str]) -> str:
    given = [one.given for one in turn.thanked if one.viewer in accounts]
    return (
        f"여러 후원에 함께 인사 ({', '.join(given)})"
        if given
        else "같은 것을 물은 사람들과 함께 답"
    )


def _choice(row: Row) -> dict[str, Any]:
    return {
        "무엇": CHOICES.get(row["what"], row["what"]),
        "답": row["decided"],
        "때": _at(row["at"]),
    }


def _film(row: Row, title: Callable[[str], str]) -> dict[str, Any]:
    verdict = row["verdict"]
    about: dict[str, Any] = {"영화": title(row["film"])}
    if verdict:
        about |= {"평": VERDICTS[Verdict(verdict)], "때": _at(row["at"])}
    return about | ({"추천한 때": _at(row["shown_at"])} if row["shown_at"] else {})


def _story(row: Row) -> dict[str, Any]:
    yes = [name for key, name in CONSENTS.items() if row[key]]
    return _where(row) | {
        "남긴 때": _at(row["at"]),
        "이름": row["pseudonym"],
        "내용": row["text"],
        "상태": row["state"],
        "동의": yes,
        "돌려보낸 까닭": row["why"],
        "읽은 때": _at(row["read_at"]) if row["read_at"] else "",
        "뒷이야기를 물은 때": _at(row["asked_at"]) if row["asked_at"] else "",
    }


def _memory(row: Row) -> dict[str, Any]:
    situation = SITUATIONS[Situation(row["situation"])][0] if row["situation"] else ""
    return {
        "상담사": row["persona"],
        "때": _at(row["at"]),
        "고민": situation,
        "마음": _feeling(Emotion(row["emotion"])),
        "상대": row["partner"],
        "얼마나": row["duration"],
    }


def _feeling(emotion: Emotion) -> str:
    return EMOTIONS[emotion] or "담담함"


def _where(row: Row) -> dict[str, Any]:
    return {"플랫폼": row["platform"], "채널": row["channel"]}


def _at(at: float) -> str:
    """In Korea."""
    return datetime.fromtimestamp(at, KOREA).isoformat(" ", "seconds")


CONSENTS: Final = {"of_age": "만 14세 이상", "follow_up": "뒷이야기", "shorts": "쇼츠"}
MARKS: Final = {
    MarkKind.MARK: "매니저로 표시",
    MarkKind.HINT: "표시",
    MarkKind.LEFT_OUT: "하이라이트에 담지 않기",
}
CHOICES: Final = {"polite": "존댓말로 듣기", "remembers": "기억하기"}
STATES: Final[Mapping[State, str]] = {
    State.ACCEPTED: "답을 기다리는 중",
    State.ANSWERED: "답을 썼어요",
    State.SAYING: "답하는 중",
    State.SAID: "답했어요",
    State.UNKNOWN: "답이 나왔는지 몰라요",
    State.DROPPED: "답하지 않았어요",
}
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.SAVED: "찜",
    Verdict.CHOSEN: "보기로 함",
    Verdict.SEEN: "봤음",
    Verdict.LIKED: "좋았음",
    Verdict.DISLIKED: "별로였음",
}
