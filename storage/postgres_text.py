"""How text reaches PostgreSQL."""

from typing import Any

from psycopg.types.string import StrDumper


class Text(StrDumper):
    """Text without NUL: a viewer can type it, PostgreSQL cannot hold it."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", ""))
