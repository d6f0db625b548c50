"""The films in use; replaced whole while those who ask for them go on."""

from core.movies.catalogue import Catalogue
from core.movies.index import Index
from core.movies.rank import Recommender


class Library:
    """A catalogue and the recommender over it. Whoever keeps one of the two keeps old films."""

    def __init__(self, catalogue: Catalogue, index: Index | None = None) -> None:
        """An `index` of the catalogue's films saves building it."""
        self._films = catalogue, Recommender(catalogue, index=index)

    @property
    def catalogue(self) -> Catalogue:
        return self._films[0]

    @property
    def recommender(self) -> Recommender:
        return self._films[1]

    def replace(self, newer: "Library") -> None:
        """Use the films of `newer` from now on."""
        self._films = newer._films
