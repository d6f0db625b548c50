"""A report as it is handed out, in both languages."""

from adapters.report.english import ENGLISH
from adapters.report.korean import KOREAN
from adapters.report.page import page
from adapters.report.summary import file_name, summary
from core.reports.printed import Printed, Sheet
from core.reports.report import Report


def printed(report: Report, days: int) -> Printed:
    """What it was made from is kept for so many days."""
    korean, english = (
        Sheet(page(report, days, words), file_name(report, words)) for words in (KOREAN, ENGLISH)
    )
    return Printed(report, korean, english, summary(report))
