"""Synced films as files."""

import stat
import sys
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.movies.film import Film, Offer
from core.movies.synced import Plan, Shelf, Synced
from storage.films import FilmFiles

FILM = Film(
    "tmdb:7", "가\u2028나\r\n다", tmdb_id=7, offers=(Offer("netflix", "ads"),), related=(8,)
)
ONE = Synced(FILM, 5.0, 'W/"a"')
SHELF = Shelf(5.0, 2, {7: ONE, 8: Synced(Film("tmdb:8", "라", tmdb_id=8), 6.0)})


@pytest.fixture
def files(tmp_path: Path) -> FilmFiles:
    return FilmFiles(tmp_path)


def test_nothing_at_first(files: FilmFiles) -> None:
    assert files.shelf() is None
    assert files.progress() is None


def test_a_shelf_comes_back(files: FilmFiles) -> None:
    files.complete(SHELF)
    assert files.shelf() == SHELF


def test_progress_survives_and_ends(files: FilmFiles, tmp_path: Path) -> None:
    plan = Plan(1.0, 3, (7, 8, 9), frozenset({9}))
    files.begin(plan, {7: ONE})
    files.add(8, None)
    again = FilmFiles(tmp_path).progress()
    assert again is not None
    assert (again.plan, again.fetched) == (plan, {7: ONE, 8: None})
    files.complete(SHELF)
    assert files.progress() is None


@pytest.mark.parametrize("kept", range(1, 60, 7))
def test_a_cut_line_costs_that_line_only(files: FilmFiles, tmp_path: Path, kept: int) -> None:
    files.begin(Plan(1.0, 3, (7, 8, 9)), {})
    files.add(7, ONE)
    whole = (tmp_path / "films.part.jsonl").read_bytes()
    files.add(8, ONE)
    files.close()
    both = (tmp_path / "films.part.jsonl").read_bytes()
    (tmp_path / "films.part.jsonl").write_bytes(both[: len(whole) + kept])
    files.add(9, ONE)
    progress = files.progress()
    files.close()
    assert progress is not None
    assert progress.fetched == {7: ONE, 9: ONE}


@pytest.mark.parametrize("lost", [1, 30, 10_000])
def test_a_shelf_that_is_not_whole_is_told(files: FilmFiles, tmp_path: Path, lost: int) -> None:
    files.complete(SHELF)
    path = tmp_path / "films.jsonl"
    path.write_bytes(path.read_bytes()[:-lost].rpartition(b"\n")[0])
    with pytest.raises(ConfigError, match="lovelm movies sync"):
        files.shelf()


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes")
def test_only_the_owner_may_read(files: FilmFiles, tmp_path: Path) -> None:
    files.begin(Plan(1.0, 1, (7,)), {})
    files.complete(SHELF)
    assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="LOVELM_DATA_DIR"):
        FilmFiles(tmp_path / "file" / "films").begin(Plan(1.0, 1, (7,)), {})
