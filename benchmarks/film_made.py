"""Made-up films in any number, as a catalogue file: words, people and votes are as uneven as real ones."""

import json
from pathlib import Path

import numpy as np

from core.movies.film import GENRES

WORDS, PLOT, KEYWORDS, CAST, KINDS = 30_000, 45, 8, 4, 3
BATCH = 10_000
LETTERS = list("abcdefghijklmnoprstuvw")


def write_films(path: Path, count: int) -> Path:
    """`count` films with the ids 0 to `count` - 1, always the same."""
    chance = np.random.default_rng(1)
    words = ["".join(chance.choice(LETTERS, int(chance.integers(3, 9)))) for _ in range(WORDS)]
    common = 1 / np.arange(1, WORDS + 1)
    common /= common.sum()
    with path.open("w", encoding="utf-8") as file:
        for first in range(0, count, BATCH):
            size = min(BATCH, count - first)
            plots = chance.choice(WORDS, (size, PLOT), p=common)
            keywords = chance.choice(WORDS, (size, KEYWORDS), p=common)
            cast = (50 * chance.pareto(1.1, (size, CAST))).astype(np.int64) % (count // 2 + 10)
            director = (50 * chance.pareto(1.1, size)).astype(np.int64) % (count // 5 + 10)
            votes = np.minimum(20 * chance.pareto(0.8, size), 40_000).astype(np.int64)
            rating = np.clip(chance.normal(6.3, 1, size), 1, 10)
            genres = np.argsort(chance.random((size, len(GENRES))), axis=1)[:, :KINDS]
            year, runtime = chance.integers(1930, 2025, size), chance.integers(70, 180, size)
            for row in range(size):
                plot = [words[word] for word in plots[row]]
                film = {
                    "id": str(first + row),
                    "title": f"{plot[0]} {plot[1]} {first + row}",
                    "year": int(year[row]),
                    "genres": [GENRES[genre] for genre in genres[row]],
                    "keywords": [words[word] for word in keywords[row]],
                    "cast": [f"actor {name}" for name in cast[row]],
                    "directors": [f"director {director[row]}"],
                    "overview": " ".join(plot),
                    "votes": int(votes[row]),
                    "vote_average": round(float(rating[row]), 1),
                    "runtime": int(runtime[row]),
                }
                file.write(json.dumps(film) + "\n")
    return path
