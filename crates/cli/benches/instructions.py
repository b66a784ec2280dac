#!/usr/bin/env python3
"""Counts the instructions of each stage under callgrind, and writes them as a table into README.md.

    python3 crates/cli/benches/instructions.py [--check]

Instructions are a steady figure where times are not. Needs valgrind. With --check the README stays as it is, and the script ends
with 1 if a count in it is off by more than a tenth.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
README = ROOT / "README.md"
BEGIN, END = "<!-- instructions: begin -->", "<!-- instructions: end -->"
PROFILES = 200

# What to call a row, the stage to run, the function to count, how often the run calls it, and for how many profiles.
ROWS = [
    ("load a pack", "load {pack}", "packs::loaded", 1, 1),
    ("check and compile it", "compile {pack}", "packs::checked", 1, 1),
    ("read a profile", "many {pack}", "Bench::parse", 2, PROFILES),
    ("evaluate it", "many {pack}", "Bench::evaluate", 1, PROFILES),
    ("read, evaluate and score it", "many {pack}", "Bench::whole", 1, PROFILES),
    ("the same for one with 200 posts", "posts {pack}", "Bench::whole", 1, 1),
]


def binary():
    """Builds the benchmark and returns its path."""
    command = ["cargo", "bench", "-p", "followback", "--bench", "bulk", "--no-run", "--message-format=json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    messages = [json.loads(line) for line in lines if line.startswith("{")]
    return next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "bulk")


def count(program, stage, function):
    """Instructions of a function and all that it calls, over all calls in a run of one stage."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", f"--toggle-collect=*{function}*", program]
        environment = {**os.environ, "FOLLOWBACK_STAGE": stage}
        run = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1))


def short(number):
    """Three digits are as many as stay the same from one compiler to the next."""
    for size, unit in [(1e9, "G"), (1e6, "M"), (1e3, "k")]:
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return str(round(number))


def table():
    program = binary()
    lines = ["| instructions | default rules | workload |", "|---|--:|--:|"]
    for name, stage, function, calls, profiles in ROWS:
        cells = [
            short(count(program, stage.format(pack=pack), function) / calls / profiles) for pack in ("default", "workload")
        ]
        lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def numbers(text):
    units = {"G": 1e9, "M": 1e6, "k": 1e3, "": 1}
    return [float(n) * units[u] for n, u in re.findall(r"\| ([\d.]+) ?([GMk]?) (?=\|)", text)]


def main():
    text = README.read_text()
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    new = table()
    print(new)
    if "--check" in sys.argv:
        pairs = list(zip(numbers(old), numbers(new), strict=True))
        sys.exit(1 if any(abs(a - b) > 0.1 * a for a, b in pairs) else 0)
    README.write_text(f"{before}{BEGIN}\n{new}\n{END}{after}")


if __name__ == "__main__":
    main()
