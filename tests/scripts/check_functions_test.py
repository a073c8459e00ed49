# SPDX-License-Identifier: MIT
"""Plants long functions in a small tree and sees whether scripts/check_functions.py finds them."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_functions.py"


def lines(count: int) -> str:
    return "    work();\n" * count


class CheckFunctions(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.source = self.root / "sim" / "base" / "work.cpp"
        self.source.parent.mkdir(parents=True)
        self.list = self.root / "scripts" / "function_lengths.txt"
        self.list.parent.mkdir()
        self.list.write_text("# listed\n", encoding="utf-8")

    def check(self, source: str, *options: str) -> tuple[int, str]:
        self.source.write_text(source, encoding="utf-8")
        command = [sys.executable, str(SCRIPT), "--root", str(self.root), *options]
        run = subprocess.run(command, capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def test_counts_from_the_head_to_the_closing_brace(self):
        self.assertEqual(self.check("void work_on()\n{\n" + lines(67) + "}\n")[0], 0)
        code, output = self.check("\nvoid work_on()\n{\n" + lines(68) + "}\n")
        self.assertEqual(code, 1)
        self.assertIn("sim/base/work.cpp:2: error: work_on has 71 lines, more than 70", output)

    def test_finds_members_constructors_and_operators(self):
        body = "{\n" + lines(70) + "}\n"
        for head, name in (
            ("void Worker::work(int a, std::vector<int> b) const noexcept ", "Worker::work"),
            ("Worker::Worker(int a) : a_{a}, b_(a), c_{{1, 2}} ", "Worker::Worker"),
            ("template <class T>\n    requires(sizeof(T) > 1)\nauto work(T t) -> std::vector<T> ", "work"),
            ("bool operator==(const Worker& a, const Worker& b) ", "operator=="),
        ):
            code, output = self.check("namespace sim {\n" + head + body + "}\n")
            self.assertEqual(code, 1, head)
            self.assertIn(f"error: {name} has", output)
            in_class = "namespace sim {\nclass Any {\n  public:\n" + head.replace("Worker::", "") + body + "};\n}\n"
            self.assertEqual(self.check(in_class)[0], 1, in_class)

    def test_leaves_tables_and_classes_alone(self):
        self.assertEqual(self.check("constexpr int kTable[] = {\n" + "    1,\n" * 100 + "};\n")[0], 0)
        self.assertEqual(self.check("struct Wide {\n" + "    int a = 1;\n    int f() { return 1; }\n" * 50 + "};\n")[0], 0)

    def test_is_not_misled_by_braces_in_text(self):
        self.assertEqual(self.check('void work_on() {\n    show("{");  // {\n    show(\'{\');\n}\n' + "int after;\n" * 80)[0], 0)

    def test_finds_a_long_file(self):
        code, output = self.check("int a;\n" * 501)
        self.assertEqual(code, 1)
        self.assertIn("the file has 501 lines, more than 500", output)

    def test_list_lets_an_old_one_stay_but_not_grow(self):
        self.list.write_text("sim/base/work.cpp:work_on 80\n", encoding="utf-8")
        self.assertEqual(self.check("void work_on() {\n" + lines(78) + "}\n")[0], 0)
        self.assertEqual(self.check("void work_on() {\n" + lines(79) + "}\n")[0], 1)

    def test_list_must_follow_what_shrank(self):
        self.list.write_text("# head\nsim/base/work.cpp:work_on 80\n", encoding="utf-8")
        shorter = "void work_on() {\n" + lines(70) + "}\n"
        self.assertEqual(self.check(shorter)[0], 1)
        self.assertEqual(self.check(shorter, "--update")[0], 0)
        self.assertEqual(self.list.read_text(encoding="utf-8"), "# head\nsim/base/work.cpp:work_on 72\n")
        self.assertEqual(self.check("int a;\n")[0], 1)
        self.assertEqual(self.check("int a;\n", "--update")[0], 0)


if __name__ == "__main__":
    unittest.main()
