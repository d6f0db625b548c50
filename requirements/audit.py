"""`make audit`: known holes in the locked packages, and risky code in ours.

What somebody has looked at and why it stays is in `reviewed.toml`. Ends with 0 when nothing else
was found, 1 when something was, 2 when the advisories could not be read.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REVIEWED = Path(__file__).with_name("reviewed.toml")
LOCK = "requirements/dev.lock"
# Those whose advisories pip-audit can ask for.
SERVICES = ("pypi", "osv")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", action="store_true", help="print what this needs, and end")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    if parser.parse_args().tools:
        print("\n".join(project["project"]["optional-dependencies"]["audit"]))
        return 0
    reviewed = tomllib.loads(REVIEWED.read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    risky = code(packages, reviewed.get("code", []))
    return advisories(reviewed.get("advisory", [])) or risky


def code(packages: list[str], reviewed: list[dict[str, Any]]) -> int:
    """Bandit's findings in `packages` that nobody reviewed; also what was and is gone."""
    found = asked("bandit", "-q", "-f", "json", "-r", *packages)
    if found is None or found["errors"]:
        print(f"code: bandit failed: {found and found['errors']}")
        return 1
    seen = Counter((row["test_id"], row["filename"]) for row in found["results"])
    unknown = 0
    for row in found["results"]:
        if not any(covers(entry, seen, row["test_id"], row["filename"]) for entry in reviewed):
            unknown += 1
            where = f"{row['filename']}:{row['line_number']}"
            print(f"code: {where} {row['test_id']} {row['issue_severity']}: {row['issue_text']}")
    for entry in reviewed:
        if not any(covers(entry, seen, *key) for key in seen):
            unknown += 1
            print(
                f"code: reviewed.toml names {entry['test']} in {entry['file']}, which has changed"
            )
    print(f"code: {len(found['results'])} findings, {unknown} not reviewed")
    return int(unknown > 0)


def covers(entry: dict[str, Any], seen: Counter[tuple[str, str]], test: str, file: str) -> bool:
    """Whether `entry` is of that test and file, as often as it was looked at."""
    fits = entry["test"] == test and entry["file"] in ("*", file)
    return fits and (entry["file"] == "*" or entry.get("times", 1) == seen[test, file])


def advisories(reviewed: list[dict[str, Any]]) -> int:
    """Known holes in the locked packages that nobody reviewed."""
    known = {entry["id"] for entry in reviewed}
    for service in SERVICES:
        how = ("-r", LOCK, "--require-hashes", "--disable-pip", "-f", "json", "-s", service)
        found = asked("pip_audit", "--progress-spinner", "off", *how)
        if found is None:
            print(f"packages: the advisories of {service} cannot be reached from here")
            continue
        holes = [
            f"packages: {one['name']} {one['version']}: {hole['id']}"
            f" (mended in {', '.join(hole['fix_versions']) or 'no version yet'})"
            for one in found["dependencies"]
            for hole in one.get("vulns", ())
            if known.isdisjoint({hole["id"], *hole["aliases"]})
        ]
        unseen = [one["name"] for one in found["dependencies"] if "skip_reason" in one]
        print(*holes, sep="\n", end="\n" * bool(holes))
        told = f"{len(holes)} not reviewed, {len(unseen)} of {len(found['dependencies'])} unknown"
        print(f"packages: {service} tells of {told}")
        if holes or not unseen:
            return int(bool(holes))
    print("packages: NOT AUDITED; run this where pypi.org or api.osv.dev can be reached")
    return 2


def asked(module: str, *arguments: str) -> Any:
    """What a tool answers as JSON; None where it gives none."""
    command = [sys.executable, "-m", module, *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        return json.loads(run.stdout)
    except json.JSONDecodeError:
        return None


if __name__ == "__main__":
    sys.exit(main())
