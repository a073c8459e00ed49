#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that the sources keep to the architecture: which folder may include which, and what a folder may not use.

The table below is the architecture. A folder that is not in it is an error, and so is an include that is not there.
With --headers each header is also compiled alone. A line may be excused from a rule by ending it with
`// allow(<rule>): <reason>`.
"""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
from pathlib import Path

from cpp_source import SOURCE_FOLDERS, source_files, without_comments_and_literals

# Folder -> the folders it may include, besides itself.
ALLOWED = {
    "sim/base": "",
    "sim/kernel": "sim/base",
    "sim/network": "sim/base sim/kernel",
    "sim/metrics": "sim/base",
    "sim/store": "sim/base sim/metrics",
    "sim/stats": "sim/base",
    "sim/report": "sim/base sim/metrics sim/store sim/stats",
    "sim/scenario": "sim/base",
    "sim/cli": "sim/base sim/kernel sim/network sim/metrics sim/store sim/stats sim/report sim/scenario",
    "models/chain": "sim/base",
    "models/curves": "sim/base models/chain",
    "models/state": "sim/base models/chain",
    "models/evm": "sim/base models/chain models/curves models/state",
    "models/executor": "sim/base models/chain models/state models/evm",
    "models/json": "sim/base models/chain",
    "models/conformance": "sim/base sim/report sim/cli models/chain models/curves models/state models/evm models/executor"
    " models/json",
    "models/hardware": "sim/base models/chain models/state models/evm models/executor",
    "models/replay": "sim/base sim/metrics sim/store sim/report sim/scenario sim/cli models/chain models/state models/evm"
    " models/executor models/hardware models/json models/workload",
    "models/calibration": "sim/base sim/report sim/scenario sim/cli models/chain models/curves models/state models/evm"
    " models/executor models/hardware models/workload",
    "models/consensus": "sim/base models/chain",
    "models/rollup": "sim/base models/chain models/state",
    "models/workload": "sim/base models/chain models/state models/evm",
    "models/messages": "sim/base models/chain models/state models/evm models/executor",
    "models/actors": "sim/base sim/kernel sim/network sim/metrics models/chain models/state models/evm models/executor"
    " models/hardware models/consensus models/rollup models/workload models/messages",
    "models/world": "*",
    "models": "*",  # main.cpp
    "bench": "*",
    "tests": "*",
}
# What happens there has no time, no chance and no metrics.
TIME_FREE = ("models/chain", "models/curves", "models/state", "models/evm", "models/executor", "models/consensus")
# These look at the host's clock on purpose: times of day in results, progress on a terminal, measurements.
HOST_SIDE = ("sim/cli", "sim/store", "models/replay", "models/calibration", "bench", "tests")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
EXCUSE = re.compile(r"//\s*allow\(([a-z-]+)\):\s*\S")
WALL_CLOCK = re.compile(
    r"\b(system_clock|steady_clock|high_resolution_clock|gettimeofday|clock_gettime|random_device|mt19937(_64)?"
    r"|default_random_engine)\b|(?<![\w:.>])(rand|srand|time|clock)\s*\(\s*(\)|nullptr|NULL|0\s*\))"
)
TIMED = re.compile(r"\b(SimTime|Duration|RandomStream|Simulation)\b")
FLOATING = re.compile(r"\b(double|float)\b")
THROWS = re.compile(r"\bthrow\b")
UNORDERED = r"(?:std\s*::\s*unordered_\w+|tsl\s*::\s*\w+)\s*<"
DECLARED_UNORDERED = re.compile(UNORDERED + r"[^;(){}=]*>\s*&?\s*(\w+)\s*[;={,)]")


def folder_of(path: str) -> str:
    """The folder of the table that a file's path (from the root) belongs to."""
    parts = path.split("/")
    if parts[0] in ("tests", "bench"):
        return parts[0]
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def role_of(path: str) -> str:
    """The role folder below models/actors, or nothing."""
    parts = path.split("/")
    return parts[2] if parts[:2] == ["models", "actors"] and len(parts) > 3 else ""


def include_error(path: str, included: str, quoted: bool, root: Path) -> str:
    """What is wrong with that include line, or nothing."""
    project = included.split("/")[0] in SOURCE_FOLDERS
    if not quoted:
        return f"<{included}> is the project's own: include it in quotes" if project else ""
    if path.startswith("tests/") and (root / path).parent.joinpath(included).is_file():
        return ""  # what tests share lies beside them
    if not project or ".." in included.split("/"):
        return f'"{included}" is not a path from the root of the project'
    if not (root / included).is_file():
        return f'"{included}" does not exist'
    here, there = folder_of(path), folder_of(included)
    if there != here and ALLOWED[here] != "*" and there not in ALLOWED[here].split():
        return f'{here} may not include {there} ("{included}")'
    if here == there and role_of(included) not in ("", role_of(path)):
        return f'a role may not include another ("{included}")'
    return ""


def hash_order_loops(code: str, header_code: str) -> list[re.Match]:
    """Loops over what is declared unordered in the file or its header, but for those whose yield is sorted next."""
    names = set(DECLARED_UNORDERED.findall(code + header_code))
    if not names:
        return []
    # `name`, `this->name` or `member_->name`: a member of that name of something else may be anything.
    owner, any_name = r"((?:this->|\w+_(?:\.|->))?)", "|".join(sorted(names))
    range_for = re.compile(rf"\bfor\s*\([^;)]*:\s*{owner}({any_name})\s*\)")
    begin = re.compile(rf"(?<![\w.>]){owner}\b({any_name})\s*\.\s*c?begin\s*\(")
    found = []
    for match in (*range_for.finditer(code), *begin.finditer(code)):
        path, name = match.groups()
        ordered_namesake = re.search(rf"\b(?:vector|array|span|map|set|deque)\s*<[^;]*>\s*&?\s*{name}\b", code)
        next_lines = "\n".join(code[match.start() :].split("\n")[:7])
        if not (ordered_namesake and not path) and not re.search(r"\bsort\s*\(", next_lines):
            found.append(match)
    return found


def broken_rules(path: str, code: str, header_code: str) -> list[tuple[str, str, re.Match]]:
    """(rule, message, where) of everything that the file uses and its folder may not."""
    folder = folder_of(path)
    found = []

    def add(rule: str, message: str, matches) -> None:
        found.extend((rule, message, match) for match in matches)

    if folder not in HOST_SIDE:
        add("wall-clock", "host clock or unkeyed random number in what a run computes", WALL_CLOCK.finditer(code))
        add("unordered", "iteration in hash order", hash_order_loops(code, header_code))
    if folder in TIME_FREE:
        add("time", "a time-free folder mentions time, chance or the simulation", TIMED.finditer(code))
        add("double", "floating point in a time-free folder", FLOATING.finditer(code))
        add("throw", "a time-free folder throws nothing", THROWS.finditer(code))
    return found


def check_file(root: Path, path: str) -> list[str]:
    """All violations of one file as `path:line: error: text`."""
    text = (root / path).read_text(encoding="utf-8")
    errors = []
    if folder_of(path) not in ALLOWED:
        return [f"{path}:1: error: folder {folder_of(path)} is not in the table of scripts/check_includes.py"]
    if path.endswith(".h") and "#pragma once" not in text:
        errors.append(f"{path}:1: error: header without #pragma once")
    if "SPDX-License-Identifier: MIT" not in text.split("\n", 1)[0]:
        errors.append(f"{path}:1: error: the first line is not the SPDX line")

    with_includes = without_comments_and_literals(text, keep_include_lines=True)
    for match in INCLUDE.finditer(with_includes):
        error = include_error(path, match.group(2), match.group(1) == '"', root)
        if error:
            errors.append(f"{path}:{line_of(with_includes, match.start(1))}: error: {error}")

    code = without_comments_and_literals(text)
    header = root / re.sub(r"\.cpp$", ".h", path)
    header_code = without_comments_and_literals(header.read_text(encoding="utf-8")) if header.is_file() else ""
    lines = text.split("\n")
    for rule, message, match in broken_rules(path, code, header_code):
        number = line_of(code, match.start())
        excuse = EXCUSE.search(lines[number - 1])
        if not excuse or excuse.group(1) != rule:
            errors.append(f"{path}:{number}: error: {message}: {match.group().strip()} [{rule}]")
    return errors


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def compile_alone(root: Path, compiler: str, header: str) -> str:
    """The compiler's complaint about the header as the only content of a source file, or nothing."""
    flags = ["-std=c++20", "-march=x86-64-v3", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
    run = subprocess.run(
        [compiler, *flags, f"-I{root}", "-fsyntax-only", "-x", "c++", "-"],
        input=f'#include "{header}"\n', capture_output=True, text=True, cwd=root,
    )
    return "" if run.returncode == 0 else f"{header}:1: error: does not compile alone\n{run.stderr.rstrip()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the tree to check")
    parser.add_argument("--headers", action="store_true", help="also compile each header of sim/ and models/ alone")
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"), help="for --headers (default: $CXX or g++)")
    options = parser.parse_args()

    paths = [str(path.relative_to(options.root)) for path in source_files(options.root)]
    errors = [error for path in paths for error in check_file(options.root, path)]
    checked = f"{len(paths)} files"
    if options.headers:
        headers = [path for path in paths if path.endswith(".h") and path.startswith(("sim/", "models/"))]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            errors += filter(None, pool.map(lambda path: compile_alone(options.root, options.compiler, path), headers))
        checked += f", {len(headers)} headers alone"
    for error in errors:
        print(error)
    print(f"check_includes: {checked}, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
