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
from core.safety.classifier import CLASSES, FIELD, GROUP, PATH
from core.safety.cues import Cues
from core.safety.features import BUCKETS, Spelled
from core.safety.levels import CALM, Kind, Level, Triage
from core.safety.normalise import sounds
from core.safety.senses import Senses

LINES = Path(__file__).parent / "data"
WORRIES = Path(__file__).parent.parent / "understanding" / "data"
# Where the corpora are unless another folder is named, and which share of the reviews is fitted
# on: every second one, so that the other half counts false alarms.
DATA, STEP = Path("../shared/data"), 2
REVIEWS = Path("nsmc_raw") / "reviews.tsv.gz"
_SEED = 109
# Lines of others without a label: how much one weighs against one of ours.
_OURS, _CALM_OURS, _CHAT, _REVIEW, _WORRY = 6.0, 8.0, 4.0, 1.0, 5.0
# Inverse regularisation of the three models; how much a line of chat weighs against a review;
# how much sounding like a review tells against a disclosure. By lines of tests, see README.
_STRENGTH, _REGISTER, _KINDS = 20.0, 5.0, 20.0
_REVIEWS, _PLAIN = 100_000, 3.0
_APART = 0.3
# What a line must score without a rule, and beside one. Chosen by reviews, see README.
BOUNDS = (1.5, 0.75)
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


def corpus(
    data: Path, cues: Cues, ours: Sequence[Line], step: int = 1
) -> tuple[list[Line], list[str], list[str]]:
    """Lines to fit on, in a fixed order; then chat and reviews, to tell their registers apart.

    Of the reviews every `step`th: 2 leaves a half unseen, for an honest count of false alarms.
    """
    chance = random.Random(_SEED)
    weighted = [
        Line(line.text, line.triage, _OURS if line.triage.crisis else _CALM_OURS) for line in ours
    ]
    lines = list(varied(weighted, 3, chance))
    told = list(itertools.islice(reviews(data), 0, None, step))
    lines += _calm(told, cues, _REVIEW)
    chance.shuffle(told)
    asked = [text for text in chat(data) if not any(word in text for word in _TELLING)]
    lines += _calm(worries(), cues, _WORRY) + _calm(asked, cues, _CHAT)
    return lines, [*worries(), *asked, *(line.text for line in ours)], told[:_REVIEWS]


# Some questions of songys disclose; they are unlabelled, so any that might is left out.
_TELLING = ("죽", "자살", "살기", "사라지", "없어지", "때리", "때려", "맞", "폭력", "스토", "살고", "자해",
            "못 살", "끝내", "협박", "지쳤", "세상", "살아")  # fmt: skip


def design(texts: Sequence[str], cues: Cues, senses: Senses) -> Any:
    """Sparse features of `texts`: n-grams scaled by 1/√n, groups, fields and their pairs."""
    from scipy.sparse import csr_matrix

    row = {name: BUCKETS + number for number, name in enumerate(cues.names)}
    shift = BUCKETS + len(row)
    data: list[npt.NDArray[np.float32]] = []
    columns: list[npt.NDArray[np.int32]] = []
    starts = [0]
    for text in texts:
        line = Spelled.of(text)
        found = line.buckets()
        groups = [row[name] for name in sorted(cues.found(line.clean, line.sound))]
        fields = senses.found(line.apart)
        pairs = senses.pairs(fields)
        places = [*groups, *(shift + number for number in (*fields, *pairs))]
        columns.append(np.concatenate((found, places)).astype(np.int32))
        sizes = (len(found), len(groups), len(fields), len(pairs))
        values = (sizes[0] ** -0.5, GROUP, FIELD, FIELD * 2 * max(1, len(pairs)) ** -0.5)
        data.append(np.repeat(values, sizes).astype(np.float32))
        starts.append(starts[-1] + sum(sizes))
    shape = (len(texts), shift + senses.size)
    return csr_matrix((np.concatenate(data), np.concatenate(columns), starts), shape=shape)


def _fitted(features: Any, labels: Any, weights: Any, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=strength, solver="liblinear", max_iter=200, tol=1e-3, intercept_scaling=10
    )
    return model.fit(features, labels, sample_weight=weights)


def fit(data: Path, cues: Cues, step: int = STEP) -> dict[str, npt.NDArray[Any]]:
    """Weights as `triage.npz` holds them: n-grams in int8 with a scale a class.

    Three models in one matrix: whether a line discloses, less what makes it sound like a film
    review rather than chat, and, among disclosures, which kind each is.
    """
    senses = Senses.load()
    lines, plain, told = corpus(data, cues, labelled(), step)
    features = design([line.text for line in lines], cues, senses)
    weights = np.array([line.weight for line in lines])
    crisis = np.array([line.triage.crisis for line in lines])
    whether = _fitted(features, crisis, weights, _STRENGTH)
    reviewed = np.repeat((1, 0), (len(told), len(plain)))
    heard = design([*told, *plain], cues, senses)[:, :BUCKETS]
    register = _fitted(heard, reviewed, np.where(reviewed, 1.0, _PLAIN), _REGISTER)
    kinds = _fitted_kinds(
        features[crisis], [CLASSES.index(line.triage) for line in lines if line.triage.crisis]
    )
    matrix = np.vstack((whether.coef_, kinds.coef_)).T
    matrix[:BUCKETS, 0] -= _APART * register.coef_[0]
    bias = np.concatenate((whether.intercept_, kinds.intercept_))
    bias[0] -= _APART * register.intercept_[0]
    grams, dense = matrix[:BUCKETS], matrix[BUCKETS:]
    scale = np.abs(grams).max(0) / _LARGEST
    return {
        "grams": np.rint(grams / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "dense": dense.astype(np.float32),
        "bias": bias.astype(np.float32),
        "names": np.array(cues.names),
        "bounds": np.array(BOUNDS),
    }


def _fitted_kinds(features: Any, labels: list[int]) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_KINDS, max_iter=200, tol=1e-3, class_weight="balanced")
    return model.fit(features, labels)


def run(data: Path, step: int = STEP) -> None:
    """Fit on our lines and the film reviews under `data`, and write the weights.

    Raises ConfigError where the reviews are missing, ModuleNotFoundError without the `train` extra.
    """
    np.savez_compressed(PATH, **fit(data, Cues.load(), step))  # type: ignore[arg-type]  # stub: a flag
    print(f"{len(labelled())} lines of ours -> {PATH.name}, {PATH.stat().st_size / 1024:.0f} KiB")
    print(f"reviews sha256 {hashlib.sha256((data / REVIEWS).read_bytes()).hexdigest()}")
