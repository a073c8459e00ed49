# SPDX-License-Identifier: MIT
"""Counts made-up JUnit files of the form that ctest 3.25 writes."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "count_tests.py"

PASSED = '<testcase name="a.A.passes" status="run"><system-out>fine</system-out></testcase>'
FAILED = '<testcase name="a.A.fails" status="fail"><failure message=""/><system-out>1 is not 2</system-out></testcase>'
GONE = '<testcase name="a_NOT_BUILT" status="notrun"><skipped message="Unable to find executable"/></testcase>'
DISABLED = '<testcase name="a.A.off" status="disabled"><system-out>Disabled</system-out></testcase>'


def skipped(why: str) -> str:
    message = "SKIP_REGULAR_EXPRESSION_MATCHED"
    return (
        f'<testcase name="a.A.skips" status="notrun"><skipped message="{message}"/>'
        f"<system-out>a.cpp:2: Skipped\n{why}</system-out></testcase>"
    )


class CountTests(unittest.TestCase):
    def count(self, *cases: str, **environment: str) -> tuple[str, str]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tests.xml"
            path.write_text(f'<?xml version="1.0"?><testsuite>{"".join(cases)}</testsuite>', encoding="utf-8")
            plain = {key: value for key, value in os.environ.items() if key != "HEADWAY_REQUIRE_FIXTURES"}
            run = subprocess.run(
                [sys.executable, str(SCRIPT), str(path)], capture_output=True, text=True, env=plain | environment
            )
            self.assertEqual(run.returncode, 0, run.stderr)
            return run.stdout.strip(), run.stderr

    def test_counts_each_case(self):
        counts, errors = self.count(PASSED, PASSED, FAILED, skipped("no node"), DISABLED)
        self.assertEqual(counts, "2 1 2")
        self.assertIn("FAILED a.A.fails\n    1 is not 2", errors)
        self.assertNotIn("a.A.passes", errors)

    def test_program_that_is_missing_failed(self):
        self.assertEqual(self.count(PASSED, GONE)[0], "1 1 0")

    def test_missing_fixtures_fail_only_where_they_are_required(self):
        case = skipped("no fixtures in ../shared/data")
        self.assertEqual(self.count(case)[0], "0 0 1")
        self.assertEqual(self.count(case, HEADWAY_REQUIRE_FIXTURES="1")[0], "0 1 0")
        self.assertEqual(self.count(skipped("no node"), HEADWAY_REQUIRE_FIXTURES="1")[0], "0 0 1")


if __name__ == "__main__":
    unittest.main()
