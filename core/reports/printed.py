"""A report as it is handed out."""

from msgspec import Struct

from core.reports.report import Report


class Printed(Struct, frozen=True):
    """`page` is HTML that stands alone, `name` a file's name for it, `summary` its figures in
    a few lines."""

    report: Report
    page: str
    name: str
    summary: tuple[str, ...]
