"""Recommender libraries, in a process and an environment of their own."""

import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import PeerError, environment

WORKER = Path(__file__).parent / "film_peer_worker.py"
# LensKit of later years needs torch.
REQUIREMENTS = ("implicit==0.7.3", "lenskit==0.14.4", "numpy==1.26.4", "pandas==3.0.6")
NAMES = {"als": "implicit ALS", "lenskit": "LensKit ItemItem"}


def prepare() -> Path:
    """Install the libraries unless they are there; the environment's Python. Raises PeerError."""
    return environment("films", "", REQUIREMENTS)


def scores(
    python: Path, folder: Path, likes: NDArray[np.float32], given: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Each library's score of every film for each viewer's `given`. Raises PeerError."""
    asked, answered = folder / "asked.npz", folder / "answered.npz"
    np.savez(asked, likes=likes, given=given)
    try:
        command = [str(python), str(WORKER), str(asked), str(answered)]
        subprocess.run(command, check=True, capture_output=True, timeout=900)
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerError(f"the libraries did not answer ({type(error).__name__})") from error
    found = np.load(answered)
    return {shown: found[name] for name, shown in NAMES.items()}
