#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints `PASSED FAILED SKIPPED` of a JUnit file that ctest wrote, and on stderr what failed and what it said.

Each GoogleTest case is one entry there. With HEADWAY_REQUIRE_FIXTURES=1 in the environment a test that was skipped
because its fixtures are missing counts as failed: where they ought to be, nothing may pass by not running.
"""
import argparse
import os
import re
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

MISSING_FIXTURES = re.compile(r"fixture", re.IGNORECASE)
LAST_LINES = 40


def verdict(case: xml.Element, require_fixtures: bool) -> str:
    """passed, failed or skipped."""
    if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
        return "failed"
    if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
        if case.get("status") != "disabled" and "SKIP" not in skip_message(case):
            return "failed"  # its program is not there
        return "failed" if require_fixtures and MISSING_FIXTURES.search(output_of(case)) else "skipped"
    return "passed"


def skip_message(case: xml.Element) -> str:
    skipped = case.find("skipped")
    return skipped.get("message", "") if skipped is not None else ""


def output_of(case: xml.Element) -> str:
    return case.findtext("system-out") or ""


def count(path: Path, require_fixtures: bool) -> dict[str, int]:
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for case in xml.parse(path).getroot().iter("testcase"):
        result = verdict(case, require_fixtures)
        counts[result] += 1
        if result == "failed":
            lines = output_of(case).rstrip().split("\n")[-LAST_LINES:]
            print(f"FAILED {case.get('name')}", *(f"    {line}" for line in lines), sep="\n", file=sys.stderr)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("junit", type=Path, help="what ctest --output-junit wrote")
    options = parser.parse_args()
    counts = count(options.junit, os.environ.get("HEADWAY_REQUIRE_FIXTURES") == "1")
    print(counts["passed"], counts["failed"], counts["skipped"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
