"""On what something was measured."""

import os
import platform
from pathlib import Path


def machine() -> dict[str, object]:
    """The processor and system, as far as they tell."""
    cpu = platform.processor()
    about = Path("/proc/cpuinfo")
    if about.exists():
        names = [x for x in about.read_text("utf-8").splitlines() if x.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    return {"cpu": cpu, "cores": os.cpu_count(), "system": platform.platform()}


def load() -> float | None:
    """Processes that ran or waited over the last minute; None where the system does not tell."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
