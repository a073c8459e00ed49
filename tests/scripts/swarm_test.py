# SPDX-License-Identifier: MIT
"""Asks scripts/swarm for what it says without building anything; the tests swarm.<protocol> run the seeds."""
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CAMPAIGNS = ROOT / "tests" / "models" / "consensus" / "campaigns"


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [ROOT / "scripts" / "swarm", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


class SwarmTests(unittest.TestCase):
    def test_lists_each_protocol_once(self):
        self.assertEqual(sorted(run("--list").stdout.split()), sorted(path.stem for path in CAMPAIGNS.glob("*.cpp")))

    def test_names_the_protocols_if_there_is_none_of_that_name(self):
        result = run("10", "raft")
        self.assertEqual(result.returncode, 2)
        for word in ("raft", *run("--list").stdout.split()):
            self.assertIn(word, result.stderr)

    def test_rejects_wrong_arguments(self):
        for arguments in ((), ("0",), ("ten",), ("-5",), ("10", "--first"), ("10", "--first", "x"), ("--fast", "10")):
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertIn("Usage", result.stderr)

    def test_explains_itself(self):
        result = run("--help")
        self.assertEqual(result.returncode, 0)
        self.assertIn("N [PROTOCOL...]", result.stdout)


if __name__ == "__main__":
    unittest.main()
