"""On what something was measured."""

import os
import platform
from pathlib import Path


def machine() -> dict[str, object]:
    """The processor and system, as far as they tell."""
    return {"cpu": processor(), "cores": os.cpu_count(), "system": platform.platform()}


def processor() -> str:
    """Its model's name; "" where the system does not tell."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text("utf-8").splitlines() if about.exists() else []
    named = next((line for line in lines if line.startswith("model name")), "")
    return named.partition(":")[2].strip() if named else platform.processor()


def load() -> float | None:
    """Processes that ran or waited over the last minute; None where the system does not tell."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
