# SPDX-License-Identifier: MIT
"""Compares scenarios/networks/aws.yaml with the tables that it was taken from."""
import csv
import os
import re
import statistics
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = Path(os.environ.get("HEADWAY_FIXTURES") or ROOT.parent / "shared" / "data") / "networks"


def profile_round_trips(text: str) -> dict[tuple[str, str], str]:
    """(from, to) -> milliseconds as written."""
    matrix = text.split("\nround_trip:\n")[1]
    rows = re.findall(r"^  ([\w-]+):\n    \{([^}]*)\}", matrix, flags=re.MULTILINE)
    return {(row, to): time for row, cells in rows for to, time in re.findall(r"([\w-]+): ([\d.]+)ms", cells)}


@unittest.skipUnless((FIXTURES / "latency_aws.csv").is_file(), f"fixtures are missing: {FIXTURES}")
class AwsProfile(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / "scenarios" / "networks" / "aws.yaml").read_text(encoding="utf-8")

    def table(self, name: str) -> list[dict[str, str]]:
        with open(FIXTURES / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_round_trips_are_those_of_the_table_and_complete(self):
        table = {(row["region_a"], row["region_b"]): row["rtt_ms"] for row in self.table("latency_aws.csv")}
        profile = profile_round_trips(self.text)
        regions = {region for pair in profile for region in pair}
        self.assertEqual(len(regions), 12)
        self.assertEqual(len(profile), 12 * 11)
        for pair, time in profile.items():
            self.assertEqual(time, table[pair], pair)

    def test_time_within_a_region_is_the_middle_of_the_pings(self):
        rows = self.table("latency_leios_bench_icmp.csv")
        inside = [float(r["rtt_ms"]) for r in rows if r["region_a"] == r["region_b"] and r["payload_bytes"] == "24"]
        self.assertIn(f"same_region_round_trip: {round(statistics.median(inside) * 1000)}us", self.text)


if __name__ == "__main__":
    unittest.main()
