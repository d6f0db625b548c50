import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.movies.catalogue import Catalogue
from core.movies.film import Film
from core.movies.index import Index
from core.movies.rank import Recommender, Request
from core.movies.saved_index import indexed

FILMS = tuple(Catalogue.load())[:80]
REQUEST = Request(text="반전 있는 스릴러", likes=(FILMS[3].id,), max_rating="any")


def answer(index: Index) -> object:
    return Recommender(Catalogue(FILMS), index=index).recommend(REQUEST)


def test_what_was_kept_answers_the_same(tmp_path: Path) -> None:
    built = indexed(FILMS, tmp_path)
    (kept,) = tmp_path.glob("*.npz")
    written = kept.stat().st_mtime_ns
    read = indexed(FILMS, tmp_path)
    assert kept.stat().st_mtime_ns == written
    assert (read.postings.films.terms == built.postings.films.terms).all()
    assert answer(read) == answer(built) == answer(Index(FILMS))


def test_other_films_take_the_place_of_what_was_kept(tmp_path: Path) -> None:
    indexed(FILMS, tmp_path)
    (before,) = tmp_path.glob("*")
    changed = (replace(FILMS[0], overview="달라졌습니다."), *FILMS[1:])
    index = indexed(changed, tmp_path)
    (after,) = tmp_path.glob("*")
    assert after != before
    assert (index.postings.films.terms == Index(changed).postings.films.terms).all()


def test_what_is_broken_is_built_anew(tmp_path: Path) -> None:
    indexed(FILMS, tmp_path)
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:2000])
    assert answer(indexed(FILMS, tmp_path)) == answer(Index(FILMS))
    assert len(np.load(kept)["order"]) == len(FILMS)


def test_a_folder_that_cannot_be_written_costs_time_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        index = indexed(FILMS, tmp_path / "file")
    assert len(index) == len(FILMS)
    assert "index of films not kept" in caplog.messages


def test_an_index_of_nothing(tmp_path: Path) -> None:
    nothing: tuple[Film, ...] = ()
    assert [len(indexed(nothing, tmp_path)) for _ in range(2)] == [0, 0]
