"""The films of this installation: the packaged ones, and those synced from TMDB."""

from pathlib import Path

from bots.settings import Settings
from core.movies.catalogue import Catalogue
from core.movies.index import Index
from core.movies.library import Library
from core.movies.merge import merged
from core.movies.saved_index import indexed
from core.movies.synced import KEPT
from storage.films import FilmFiles


def folder(settings: Settings) -> Path:
    """Where synced films are kept; it need not be there."""
    return settings.data_dir.expanduser() / "tmdb"


def known_films(folder: Path, now: float) -> Catalogue:
    """The packaged films and the synced ones that are not too old to be shown.

    Raises ConfigError for a broken file.
    """
    own = Catalogue.load()
    shelf = FilmFiles(folder).shelf()
    if shelf is None:
        return own
    fresh = (one.film for one in shelf.films.values() if now - one.fetched_at < KEPT)
    return Catalogue(merged(own, fresh))


def library(folder: Path, now: float) -> Library:
    """`known_films` with their index, which is kept beside `folder`. Raises ConfigError."""
    catalogue = known_films(folder, now)
    return Library(catalogue, index_of(catalogue, folder))


def index_of(catalogue: Catalogue, folder: Path) -> Index:
    """The index of the films of this installation; `folder` is where synced ones are kept."""
    if not folder.is_dir():
        return Index(catalogue.films)  # the packaged films take no time
    return indexed(catalogue.films, folder.parent / "index")
