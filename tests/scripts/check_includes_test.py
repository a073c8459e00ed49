# SPDX-License-Identifier: MIT
"""Plants violations in a small tree and sees whether scripts/check_includes.py finds them."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_includes.py"
HEAD = "// SPDX-License-Identifier: MIT\n"


class CheckIncludes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("sim/base/time.h", "#pragma once\n")
        self.write("sim/kernel/simulation.h", '#pragma once\n#include "sim/base/time.h"\n#include <vector>\n')
        self.write("models/chain/block.h", '#pragma once\n#include "sim/base/time.h"\n')

    def write(self, path: str, text: str, head: str = HEAD):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(head + text, encoding="utf-8")

    def check(self, *options: str) -> tuple[int, str]:
        command = [sys.executable, str(SCRIPT), "--root", str(self.root), *options]
        run = subprocess.run(command, capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def assert_error(self, *parts: str):
        code, output = self.check()
        self.assertEqual(code, 1, output)
        errors = [line for line in output.splitlines() if all(part in line for part in parts)]
        self.assertEqual(len(errors), 1, output)

    def test_accepts_what_the_table_allows(self):
        code, output = self.check()
        self.assertEqual(code, 0, output)

    def test_finds_an_include_that_goes_up(self):
        self.write("sim/base/clock.h", '#pragma once\n\n#include "sim/kernel/simulation.h"\n')
        self.assert_error("sim/base/clock.h:4:", "sim/base may not include sim/kernel")

    def test_finds_models_included_by_the_simulator(self):
        self.write("sim/cli/run.cpp", '#include "models/chain/block.h"\n')
        self.assert_error("sim/cli/run.cpp:2:", "sim/cli may not include models/chain")

    def test_finds_a_role_that_includes_another(self):
        self.write("models/actors/client/client.h", "#pragma once\n")
        self.write("models/actors/replica/replica.cpp", '#include "models/actors/client/client.h"\n')
        self.assert_error("models/actors/replica/replica.cpp:2:", "a role may not include another")

    def test_finds_a_folder_that_is_not_in_the_table(self):
        self.write("sim/helpers/text.h", "#pragma once\n")
        self.assert_error("sim/helpers/text.h:1:", "folder sim/helpers is not in the table")

    def test_finds_includes_that_are_no_path_from_the_root(self):
        self.write("sim/kernel/queue.cpp", '#include "simulation.h"\n')
        self.assert_error("sim/kernel/queue.cpp:2:", "not a path from the root")

    def test_lets_tests_include_what_lies_beside_them(self):
        self.write("tests/sim/base/toy.h", "#pragma once\n")
        self.write("tests/sim/base/toy_test.cpp", '#include "toy.h"\n#include "sim/base/time.h"\n')
        code, output = self.check()
        self.assertEqual(code, 0, output)

    def test_finds_an_include_that_does_not_exist(self):
        self.write("sim/kernel/queue.cpp", '#include "sim/base/gone.h"\n')
        self.assert_error("sim/kernel/queue.cpp:2:", "does not exist")

    def test_finds_a_missing_pragma_and_a_missing_licence(self):
        self.write("sim/base/ids.h", "struct Id;\n")
        self.assert_error("sim/base/ids.h", "#pragma once")
        self.write("sim/base/ids.h", "#pragma once\n", head="")
        self.assert_error("sim/base/ids.h", "SPDX")

    def test_finds_time_and_floating_point_in_a_time_free_folder(self):
        self.write("models/evm/gas.cpp", "sim::SimTime now;\n")
        self.assert_error("models/evm/gas.cpp:2:", "[time]")
        self.write("models/evm/gas.cpp", "\nconst double share = 0.5;\n")
        self.assert_error("models/evm/gas.cpp:3:", "[double]")

    def test_finds_a_wall_clock_and_hash_order(self):
        self.write("models/world/world.cpp", "auto t = std::chrono::steady_clock::now();\n")
        self.assert_error("models/world/world.cpp:2:", "[wall-clock]")
        self.write("models/world/world.cpp", "std::unordered_map<int, int> seen_;\nfor (auto& entry : seen_) show(entry);\n")
        self.assert_error("models/world/world.cpp:3:", "[unordered]")

    def test_looks_through_comments_and_strings(self):
        self.write("models/evm/gas.cpp", '// a double of SimTime\nconst char* text = "steady_clock throw";\n/* throw */\n')
        code, output = self.check()
        self.assertEqual(code, 0, output)

    def test_takes_an_excuse_for_its_own_rule_only(self):
        self.write("models/evm/gas.cpp", "double share;  // allow(double): shown to people only\n")
        self.assertEqual(self.check()[0], 0)
        self.write("models/evm/gas.cpp", "double share;  // allow(throw): not the same\n")
        self.assert_error("models/evm/gas.cpp:2:", "[double]")

    def test_compiles_each_header_alone(self):
        self.assertEqual(self.check("--headers")[0], 0)
        self.write("sim/base/ids.h", "#pragma once\nstd::uint32_t id();\n")
        code, output = self.check("--headers")
        self.assertEqual(code, 1)
        self.assertIn("sim/base/ids.h:1: error: does not compile alone", output)


if __name__ == "__main__":
    unittest.main()
