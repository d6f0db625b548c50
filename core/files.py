"""Files that are there whole or not at all."""

import os
from pathlib import Path


def put(path: Path, content: bytes) -> None:
    """Write beside, then put in place: a crash leaves the old file or the new one. Only its
    owner may read it. Raises OSError."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(fresh, path)
