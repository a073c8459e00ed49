# SPDX-License-Identifier: MIT
"""Asks scripts/fuzz for what it says without building anything, and looks at the stored corpora."""
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUZZ = ROOT / "tests" / "fuzz"
NO_TARGETS = {"large_blocks", "replay"}  # Sources beside the targets.


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [ROOT / "scripts" / "fuzz", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


class FuzzTests(unittest.TestCase):
    def targets(self) -> list[str]:
        return run("--list").stdout.split()

    def test_lists_each_target_once(self):
        sources = {path.stem for path in FUZZ.glob("*.cpp")} - NO_TARGETS
        self.assertEqual(sorted(self.targets()), sorted(sources))

    def test_names_the_targets_if_there_is_none_of_that_name(self):
        result = run("rpl", "10")
        self.assertEqual(result.returncode, 2)
        for word in ("rpl", *self.targets()):
            self.assertIn(word, result.stderr)

    def test_rejects_wrong_arguments(self):
        for arguments in ((), ("rlp",), ("rlp", "10", "20"), ("rlp", "0"), ("rlp", "ten"), ("rlp", "10", "--jobs"),
                          ("rlp", "10", "--jobs", "0"), ("rlp", "10", "--fast")):
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertIn("Usage", result.stderr)

    def test_explains_itself(self):
        result = run("--help")
        self.assertEqual(result.returncode, 0)
        self.assertIn("TARGET SECONDS", result.stdout)

    def test_each_target_has_a_small_corpus(self):
        for target in self.targets():
            with self.subTest(target=target):
                sizes = [path.stat().st_size for path in (FUZZ / "corpus" / target).iterdir()]
                self.assertTrue(0 < len(sizes) <= 60, len(sizes))
                self.assertLessEqual(sum(sizes), 150_000)


if __name__ == "__main__":
    unittest.main()
