"""Shell braces in the word lists that people write."""

import itertools
import re
from collections.abc import Iterator

_BRACES = re.compile(r"\{([^{}]*)\}")


def expand(stem: str) -> Iterator[str]:
    """살{이유,필요}없 gives 살이유없 and 살필요없; braces do not nest."""
    parts = _BRACES.split(stem)
    choices = [part.split(",") if odd % 2 else [part] for odd, part in enumerate(parts)]
    return map("".join, itertools.product(*choices))
