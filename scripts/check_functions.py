#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that no function is longer than 70 lines and no source file longer than 500.

What was too long when it came in is listed in scripts/function_lengths.txt, one `path[:function] lines` a line, and
may only shrink: an entry that could be lower or could go is an error, too (--update writes the lower values, never
higher ones). Tables of constants count in a file's length only.
"""
import argparse
import ast
import re
import sys
from pathlib import Path

from cpp_source import source_files, without_comments_and_literals

LONGEST_FUNCTION = 70
LONGEST_FILE = 500
LIST = "scripts/function_lengths.txt"

TYPE_HEAD = re.compile(r"\b(class|struct|union|enum)\b")
INIT_LIST = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")
LAST_WORDS = re.compile(r"\b(const|noexcept|override|final|try|mutable)\s*$")


def kind_of_brace(head: str) -> str:
    """What a `{` at namespace or class scope opens, from the text between the statement before it and it."""
    head = re.sub(r"\btemplate\s*<[^{}]*?>(?=\s*(?:requires|class|struct|union|[\w:~]))", "", head)
    if re.search(r"\b(namespace|extern)\b", head) and "(" not in head:
        return "scope"
    outside = re.sub(r"\([^()]*\)", "()", head)
    if TYPE_HEAD.search(re.sub(r"\(.*\)|<[^<>]*>", "", outside, flags=re.DOTALL)) and not re.search(r"\)\s*$", outside):
        return "scope"
    if "(" not in head or re.search(r"(?<![=!<>])=\s*$", head):
        return "value"
    init_list = INIT_LIST.search(outside)
    if init_list and re.search(r"[\w>]\s*$", head) and not LAST_WORDS.search(head):
        return "value"  # a member's initialiser
    return "function"


def name_of(head: str) -> str:
    head = re.sub(r"\b(requires|decltype|noexcept|alignas|explicit)\s*\((?:[^()]|\([^()]*\))*\)", "", head)
    match = re.search(r"((?:[\w:]*::)?operator\s*(?:\(\s*\)|[^\s\w(]+|[\w\s:&*]+)|[\w:~]+)\s*\(", head)
    return re.sub(r"\s+", "", match.group(1)) if match else "?"


def cpp_functions(text: str) -> list[tuple[str, int, int]]:
    """(name, first line, number of lines) of each function body at namespace or class scope."""
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group().count("\n"),
                  without_comments_and_literals(text), flags=re.MULTILINE)
    functions, stack, head_start, at = [], [], 0, 0
    for mark in re.finditer(r"[{};]|\b(?:public|private|protected)\s*:(?!:)", code):
        inside = stack[-1][0] if stack else "scope"
        if mark.group() == "{":
            kind = "inner" if inside != "scope" else kind_of_brace(code[head_start : mark.start()])
            stack.append((kind, head_start, mark.start()))
            if kind == "scope":
                head_start = mark.end()
        elif mark.group() == "}":
            if not stack:
                continue
            kind, start, body = stack.pop()
            if kind == "function":
                head = code[start:body]
                first = code.count("\n", 0, start + len(head) - len(head.lstrip())) + 1
                functions.append((name_of(head), first, code.count("\n", 0, mark.start()) + 2 - first))
            if kind in ("function", "scope"):
                head_start = mark.end()
        elif inside == "scope":
            head_start = mark.end()
    return functions


def python_functions(text: str) -> list[tuple[str, int, int]]:
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return [(node.name, node.lineno, node.end_lineno + 1 - node.lineno) for node in nodes]


def too_long(root: Path) -> dict[str, tuple[int, int]]:
    """`path` or `path:function` -> (lines, first line) of everything over its limit."""
    found: dict[str, tuple[int, int]] = {}
    python = [path for folder in ("scripts", "tests") for path in sorted((root / folder).rglob("*.py"))]
    for path in [*source_files(root), *python]:
        text = path.read_text(encoding="utf-8")
        relative = str(path.relative_to(root))
        if text.count("\n") > LONGEST_FILE:
            found[relative] = (text.count("\n"), 1)
        functions = python_functions(text) if path.suffix == ".py" else cpp_functions(text)
        for name, first, lines in functions:
            key = f"{relative}:{name}"
            if lines > LONGEST_FUNCTION and lines > found.get(key, (0, 0))[0]:
                found[key] = (lines, first)
    return found


def read_list(root: Path) -> dict[str, int]:
    path = root / LIST
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    entries = (line.rsplit(maxsplit=1) for line in lines if line.strip() and not line.startswith("#"))
    return {key: int(lines) for key, lines in entries}


def compare(found: dict[str, tuple[int, int]], listed: dict[str, int]) -> list[str]:
    errors = []
    for key, (lines, first) in found.items():
        limit = listed.get(key, LONGEST_FUNCTION if ":" in key else LONGEST_FILE)
        path, _, function = key.partition(":")
        if lines > limit:
            errors.append(f"{path}:{first}: error: {function or 'the file'} has {lines} lines, more than {limit}")
    for key, limit in listed.items():
        lines = found.get(key, (0, 0))[0]
        if lines < limit:
            errors.append(f"{LIST}: error: {key} is down to {lines or 'an allowed length'}: run with --update")
    return errors


def write_list(root: Path, found: dict[str, tuple[int, int]], listed: dict[str, int]) -> None:
    path = root / LIST
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    kept = [f"{key} {min(limit, found[key][0])}" for key, limit in sorted(listed.items()) if key in found]
    path.write_text("\n".join([*comments, *kept]) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the tree to check")
    parser.add_argument("--update", action="store_true", help="lower the listed values to what the tree has")
    options = parser.parse_args()

    found, listed = too_long(options.root), read_list(options.root)
    if options.update:
        write_list(options.root, found, listed)
        listed = read_list(options.root)
    errors = compare(found, listed)
    for error in errors:
        print(error)
    print(f"check_functions: {len(listed)} listed, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
