# SPDX-License-Identifier: MIT
"""The project's C++ sources and their text without comments and literals, for the checks beside this file."""
import re
from pathlib import Path

SOURCE_FOLDERS = ("sim", "models", "tests", "bench")
SOURCE_SUFFIXES = (".h", ".cpp")

_TOKEN = re.compile(
    r"""(?P<line>//[^\n]*)
      | (?P<block>/\*.*?\*/)
      | (?P<raw>R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)")
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<char>(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+')""",
    re.VERBOSE | re.DOTALL,
)


def source_files(root: Path) -> list[Path]:
    """All C++ files of the project, sorted, so that every report has the same order."""
    found = (path for folder in SOURCE_FOLDERS for path in (root / folder).rglob("*"))
    return sorted(path for path in found if path.suffix in SOURCE_SUFFIXES and path.is_file())


def without_comments_and_literals(text: str, keep_include_lines: bool = False) -> str:
    """`text` with comments and the content of literals removed and every line where it was."""

    def replacement(match: re.Match) -> str:
        if match.lastgroup in ("line", "block"):
            return re.sub(r"[^\n]", " ", match.group())
        line_start = text.rfind("\n", 0, match.start()) + 1
        if keep_include_lines and text[line_start : match.start()].lstrip().startswith("#include"):
            return match.group()
        return '""' + "\n" * match.group().count("\n")

    return _TOKEN.sub(replacement, text)
