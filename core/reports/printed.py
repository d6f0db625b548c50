"""A report as it is handed out."""

from msgspec import Struct

from core.reports.report import Report


class Printed(Struct, frozen=True):
    """`page` is HTML that stands alone, `english` the same in English, `name` a file's name for
    either, `summary` its figures in a few lines."""

    report: Report
    page: str
    english: str
    name: str
    summary: tuple[str, ...]
