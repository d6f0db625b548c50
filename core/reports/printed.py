"""A report as it is handed out."""

from msgspec import Struct

from core.reports.report import Report


class Sheet(Struct, frozen=True):
    """HTML that stands alone, and a name for its file."""

    html: str
    name: str


class Printed(Struct, frozen=True):
    """A report in both languages; `summary` is its figures in a few lines of Korean."""

    report: Report
    korean: Sheet
    english: Sheet
    summary: tuple[str, ...]
