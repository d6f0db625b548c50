"""Refits the triage classifier: `lovelm safety train --data DIR`."""

import csv
import gzip
import hashlib
import itertools
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import ConfigError
from core.safety.classifier import BUCKETS, CLASSES, PATH, buckets
from core.safety.cues import Cues
from core.safety.levels import CALM, Kind, Level, Triage
from core.safety.normalise import sounds, syllables

LINES = Path(__file__).parent / "data"
WORRIES = Path(__file__).parent.parent / "understanding" / "data"
# Where the corpora are unless another folder is named, and which share of the reviews is fitted
# on: every second one, so that the other half counts false alarms.
DATA, STEP = Path("../shared/data"), 2
REVIEWS = Path("nsmc_raw") / "reviews.tsv.gz"
_SEED = 109
# Lines of others without a label: how much one weighs against one of ours.
_OURS, _CALM_OURS, _CHAT, _REVIEW, _WORRY = 6.0, 8.0, 4.0, 3.0, 5.0
_REVIEWS = 125_000
_REGULARISATION = 2.0
# Chosen by the reviews: as low as leaves fewer than .05 % of them alarming.
_THRESHOLD = 0.5
_LARGEST = 127
_OPENINGS = ("", "", "저 ", "나 ", "요즘 ", "진짜 ", "언니 ", "형 ", "안녕하세요 ", "저기요 ", "솔직히 ",
             "하 ", "고민있어요 ", "방장님 ", "상담사님 ", "사실 ", "근데 ", "아 ", "너무 힘들어서 ")  # fmt: skip
_CLOSINGS = ("", "", "ㅠㅠ", "...", " 진짜", " 어떡해요", " 어떡하죠", " 도와주세요", "ㅋㅋ", "ㅜㅜ", " 하..",
             " 저 어떻게 해야 돼요", " 무서워요", " 힘들어요", " 조언 좀")  # fmt: skip
_ENDINGS = (("어요", "어"), ("아요", "아"), ("어요", "음"), ("해요", "해"), ("해요", "함"), ("예요", "임"),
            ("대요", "대"), ("대요", "댄다"), ("싶어요", "싶다"), ("싶어", "싶네요"), ("싶다", "싶습니다"),
            ("려요", "려"), ("려요", "립니다"), ("해요", "합니다"), ("네요", "네"), ("어", "어요"),
            ("재요", "재"), ("래요", "래"), ("까요", "까"), ("했어요", "했습니다"),
            ("요", "여"), ("요", "욤"), ("어요", "엉"), ("해", "행"), ("다", "당"), ("다", "다고요"),
            ("대요", "대여"), ("대요", "댔어요"), ("요", "용"), ("요", "유"), ("어요", "심더"))  # fmt: skip
_KIN = (("남친", "여친", "남자친구", "여자친구", "애인", "남편", "아내", "전남친", "전여친", "오빠"),
        ("동생", "친구", "언니", "누나", "형", "후배", "룸메", "사촌", "동기", "절친"),
        ("아저씨", "어른", "오빠", "형", "선생님", "쌤", "삼촌"),
        ("중1", "중2", "중3", "고1", "고2", "초6", "15살", "14살", "13살", "열네살", "중학생", "초딩"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line and how much it weighs."""

    text: str
    triage: Triage
    weight: float = 1.0


def labelled(path: Path = LINES) -> list[Line]:
    """Lines of a `{"text", "level", "kind"}` file, or of all `triage_*.jsonl` of a folder."""
    files = sorted(path.glob("triage_*.jsonl")) if path.is_dir() else [path]
    lines = []
    for raw in itertools.chain.from_iterable(
        file.read_text("utf-8").splitlines() for file in files
    ):
        row = json.loads(raw)
        kind = None if row["kind"] is None else Kind(row["kind"])
        lines.append(Line(row["text"], Triage(Level(row["level"]), kind)))
    return lines


def reviews(data: Path) -> Iterator[str]:
    """Film reviews of NSMC (CC0). Raises ConfigError saying where to get them."""
    path = data / REVIEWS
    if not path.exists():
        raise ConfigError(
            "--data", f"{path} is missing", "get it from github.com/e9t/nsmc or point elsewhere"
        )
    with gzip.open(path, "rt", encoding="utf-8") as file:
        next(file)
        for row in file:
            yield row.rstrip("\n").split("\t")[2]


def chat(data: Path) -> Iterator[str]:
    """Questions of songys/Chatbot_data (MIT): ordinary love worries, where they are at hand."""
    path = data / "songys_chatbot" / "ChatbotData.csv.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield row["Q"]


def worries() -> Iterator[str]:
    """Our own viewers' lines, none of which discloses: what must not raise an alarm."""
    for path in sorted(WORRIES.glob("*.jsonl")):
        for raw in path.read_text("utf-8").splitlines():
            yield json.loads(raw)["text"]


def _recast(text: str, chance: random.Random) -> str:
    """`text` with one of its people exchanged for another of the same kind."""
    for kin in _KIN:
        found = [name for name in kin if name in text]
        if found:
            return text.replace(chance.choice(found), chance.choice(kin))
    return text


def varied(lines: Sequence[Line], copies: int, chance: random.Random) -> Iterator[Line]:
    """Each line, and `copies` of it peopled, opened, closed and ended in other ways."""
    for line in lines:
        yield line
        for _ in range(copies):
            text = _recast(line.text, chance)
            old, new = chance.choice(_ENDINGS)
            if text.endswith(old):
                text = text[: -len(old)] + new
            text = chance.choice(_OPENINGS) + text + chance.choice(_CLOSINGS)
            yield Line(text, line.triage, line.weight)


def _calm(texts: Iterable[str], cues: Cues, weight: float) -> list[Line]:
    return [Line(text, CALM, weight) for text in texts if cues.passes(sounds(text))]


def corpus(data: Path, cues: Cues, ours: Sequence[Line], step: int = 1) -> list[Line]:
    """Everything to fit on, in a fixed order.

    Of the reviews every `step`th: 2 leaves a half unseen, for an honest count of false alarms.
    """
    chance = random.Random(_SEED)
    weighted = [
        Line(line.text, line.triage, _OURS if line.triage.crisis else _CALM_OURS) for line in ours
    ]
    lines = list(varied(weighted, 3, chance))
    others = _calm(itertools.islice(reviews(data), 0, None, step), cues, _REVIEW)
    chance.shuffle(others)
    lines += _calm(worries(), cues, _WORRY)
    hard = [text for text in chat(data) if not any(word in text for word in _TELLING)]
    return lines + others[:_REVIEWS] + _calm(hard, cues, _CHAT)


# Some questions of songys disclose; they are unlabelled, so any that might is left out.
_TELLING = ("죽", "자살", "살기", "사라지", "없어지", "때리", "때려", "맞", "폭력", "스토", "살고", "자해",
            "못 살", "끝내", "협박", "지쳤", "세상", "살아")  # fmt: skip


def design(lines: Sequence[Line], cues: Cues) -> tuple[Any, npt.NDArray[np.int64]]:
    """Sparse features (n-grams scaled by 1/√n, then groups) and class numbers of `lines`."""
    from scipy.sparse import csr_matrix

    row = {name: BUCKETS + number for number, name in enumerate(cues.names)}
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for line in lines:
        clean = syllables(line.text)
        sound = sounds(line.text)
        found = buckets(clean, sound)
        columns += found
        data += [len(found) ** -0.5] * len(found)
        groups = sorted(cues.found(clean, sound))
        columns += [row[name] for name in groups]
        data += [_GROUP] * len(groups)
        starts.append(len(columns))
    labels = np.array([CLASSES.index(line.triage) for line in lines])
    shape = (len(lines), BUCKETS + len(cues.names))
    return csr_matrix((data, columns, starts), shape=shape, dtype=np.float64), labels


# Groups are few and each tells a lot; a smaller value keeps the model from leaning on them alone.
_GROUP = 0.3


def fit(lines: Sequence[Line], cues: Cues) -> dict[str, npt.NDArray[Any]]:
    """Weights as `triage.npz` holds them: n-grams in int8 with a scale a class."""
    from sklearn.linear_model import LogisticRegression

    features, labels = design(lines, cues)
    model = LogisticRegression(C=_REGULARISATION, max_iter=100, tol=1e-3)
    model.fit(features, labels, sample_weight=[line.weight for line in lines])
    weights = model.coef_.T
    grams, groups = weights[:BUCKETS], weights[BUCKETS:] * _GROUP
    scale = np.abs(grams).max(0) / _LARGEST
    return {
        "grams": np.rint(grams / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "groups": groups.astype(np.float32),
        "bias": model.intercept_.astype(np.float32),
        "names": np.array(cues.names),
        "threshold": np.array(_THRESHOLD),
    }


def run(data: Path, step: int = STEP) -> None:
    """Fit on our lines and the film reviews under `data`, and write the weights.

    Raises ConfigError where the reviews are missing, ModuleNotFoundError without the `train` extra.
    """
    cues = Cues.load()
    lines = corpus(data, cues, labelled(), step)
    np.savez_compressed(PATH, **fit(lines, cues))  # type: ignore[arg-type]  # stub: a flag
    print(f"{len(lines)} lines -> {PATH.name}, {PATH.stat().st_size / 1024:.0f} KiB")
    print(f"reviews sha256 {hashlib.sha256((data / REVIEWS).read_bytes()).hexdigest()}")
