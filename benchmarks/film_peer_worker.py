"""Runs in an environment of its own: implicit's ALS and LensKit's item-item on one fold.

`python film_peer_worker.py IN.npz OUT.npz`: `likes` (user × film, 0 or 1) and `given` (viewer ×
5, rows of films) in; a score for every film by each library out.
"""

import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def als(likes, given):
    from implicit.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    model = AlternatingLeastSquares(
        factors=32, regularization=0.05, alpha=10, iterations=15, random_state=0, num_threads=1
    )
    model.fit(csr_matrix(likes), show_progress=False)
    own = csr_matrix(
        (np.ones(given.size), (np.repeat(np.arange(len(given)), given.shape[1]), given.ravel())),
        shape=(len(given), likes.shape[1]),
    )
    users = np.stack([model.recalculate_user(place, own[place]) for place in range(len(given))])
    return users @ model.item_factors.T


def lenskit(likes, given):
    import pandas as pd
    from lenskit.algorithms.item_knn import ItemItem

    user, item = np.nonzero(likes)
    model = ItemItem(20, feedback="implicit")
    model.fit(pd.DataFrame({"user": user, "item": item}))
    items = np.arange(likes.shape[1])
    scores = np.zeros((len(given), likes.shape[1]))
    for place, own in enumerate(given):
        found = model.predict_for_user(-1, items, pd.Series(1.0, index=own))
        scores[place] = found.reindex(items).fillna(0).to_numpy()
    return scores


if __name__ == "__main__":
    data = np.load(sys.argv[1])
    np.savez(
        sys.argv[2],
        als=als(data["likes"], data["given"]),
        lenskit=lenskit(data["likes"], data["given"]),
    )
