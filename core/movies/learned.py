"""What a file of ratings teaches: who is liked with whom, and how much each reason counts."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from core.errors import ConfigError
from core.movies.catalogue import Catalogue
from core.movies.companions import Companions
from core.movies.index import Index
from core.movies.neighbours import Neighbours
from core.movies.postings import Ids
from core.movies.weights import Weights


@dataclass(frozen=True, slots=True)
class Learned:
    """`ids` are the films that ratings name, the most liked first, `likes` how many like each;
    the lists know the first of them."""

    weights: Weights
    ids: tuple[str, ...]
    likes: Ids
    ease: Neighbours
    knn: Neighbours

    def save(self, path: Path) -> None:
        """Write to `path`, whole or not at all. Raises ConfigError when that cannot be."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write(path.with_suffix(".half"))
            path.with_suffix(".half").replace(path)
        except OSError as exc:
            raise ConfigError(
                str(path), f"cannot be written ({type(exc).__name__})", "check LOVELM_DATA_DIR"
            ) from exc

    def _write(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                form=np.array(FORM),
                weights=np.array(json.dumps(self.weights.to_row())),
                ids=np.array(self.ids, dtype=np.str_),
                likes=self.likes,
                ease_films=self.ease.films,
                ease_worth=self.ease.worth,
                knn_films=self.knn.films,
                knn_worth=self.knn.worth,
            )

    @classmethod
    def load(cls, path: Path) -> "Learned | None":
        """What was saved at `path`; None when nothing of this form is there."""
        try:
            # numpy leaves a file it opened itself open when it is broken.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                if int(kept["form"]) != FORM:
                    return None
                return cls(
                    Weights.from_row(json.loads(str(kept["weights"])), str(path)),
                    tuple(kept["ids"].tolist()),
                    kept["likes"],
                    Neighbours(kept["ease_films"], kept["ease_worth"]),
                    Neighbours(kept["knn_films"], kept["knn_worth"]),
                )
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None

    def companions(self, catalogue: Catalogue, index: Index) -> Companions:
        """The same by place. The catalogue must be the one that was learned from."""
        size = len(index)
        places = index.places[[row for id in self.ids if (row := catalogue.id_row(id)) is not None]]
        rated = np.zeros(size, dtype=np.bool_)
        rated[places] = True
        popularity = np.zeros(size, dtype=np.float32)
        popularity[places] = np.log1p(self.likes)
        rows = np.full(size, -1, dtype=np.int32)
        listed = len(self.ease.films)
        rows[places[:listed]] = np.arange(listed)
        return Companions(rated, popularity, rows, self.ease.at(places), self.knn.at(places))


# To be raised whenever the features or the fit change.
FORM: Final = 2
