"""Hashed character n-grams, the input of the shipped classifiers."""

import re

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
ORDERS = 4
LONGEST = 400

_SPACES = re.compile(r"\s+")
_REPEATS = re.compile(r"(.)\1{2,}")
# Odd 32-bit constants of Knuth's multiplicative hashing, one an order.
_PRIMES = (2654435761, 2246822519, 3266489917, 668265263)


def tidy(text: str) -> str:
    """Lower case, one space between words, no letter more than twice in a row."""
    return _REPEATS.sub(r"\1\1", _SPACES.sub(" ", text[:LONGEST].lower())).strip()


def buckets(text: str) -> NDArray[np.intp]:
    """Bucket (0 to BUCKETS-1) of each n-gram of orders 1 to ORDERS, repeats kept.

    Order-dependent multiplicative hash over code points, taken from the top bits. Never
    empty: the text is framed by spaces.
    """
    framed = f" {tidy(text)} ".encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(framed, dtype=np.uint32)
    found = []
    hashed = np.zeros(len(points), dtype=np.uint32)
    with np.errstate(over="ignore"):
        for order in range(min(ORDERS, len(points))):
            tail = points[order:]
            hashed = (hashed[: len(tail)] + tail) * np.uint32(_PRIMES[order])
            hashed ^= hashed >> np.uint32(15)
            found.append(hashed >> np.uint32(16))
    return np.concatenate(found).astype(np.intp)
