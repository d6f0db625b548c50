"""Short codes that somebody reads in one place and types in another."""

import re
import secrets
from hashlib import sha256

from core.ports import Clock
from core.stores import CodeStore

LIVES = 300.0
DIGITS = 6
# Wrong codes one viewer may type within LIVES before even a right one is refused.
TRIES = 5
TYPISTS = 2_000


class Codes:
    """Single use, five minutes; only a hash is kept."""

    def __init__(self, store: CodeStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._wrong: dict[str, list[float]] = {}

    async def issue(self, kind: str, data: bytes) -> str:
        """A fresh code that stands for `data`; one issued for the same before is none any more."""
        while True:
            code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
            now = self._clock()
            # One that lives must go on standing for what it stands for.
            if await self._store.issue(_key(kind, code), data, now + LIVES, now):
                return code

    async def take(self, kind: str, code: str, typist: str) -> bytes | None:
        """What `code` stands for, once; None when it is wrong, used or too old, or when its
        typist has guessed too often."""
        now = self._clock()
        wrong = [at for at in self._wrong.pop(typist, ()) if now - at < LIVES]
        if wrong:
            self._wrong[typist] = wrong
        if len(wrong) >= TRIES:
            return None
        found = await self._store.take(_key(kind, code.strip()), now)
        if found is None:
            self._wrong[typist] = [*wrong, now]
            if len(self._wrong) > TYPISTS:
                del self._wrong[next(iter(self._wrong))]
        return found


def shaped(text: str) -> bool:
    """Whether `text` could be a code at all."""
    return re.fullmatch(rf"[0-9]{{{DIGITS}}}", text) is not None


def _key(kind: str, code: str) -> str:
    return sha256(f"{kind}:{code}".encode()).hexdigest()
