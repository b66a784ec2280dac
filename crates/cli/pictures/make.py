#!/usr/bin/env python3
"""Makes the pictures of the README from what the program says today: `python3 crates/cli/pictures/make.py`.

`report.png` is the page on the sample profile as Chromium shows it, `terminal.svg` the beginning of the report on a
terminal. Needs cargo and a Chromium; nothing else, and no network. A program that is built already can be named:
`make.py target/debug/followback`.
"""

import html
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"]

# The page, in pixels.
PAGE = (1180, 960)
# Lines of the terminal, and the size of a cell.
LINES = 42
CELL = (8.4, 18)
# Foreground colors of a terminal on a dark ground, by their code.
COLORS = {"31": "#ff8f80", "32": "#7bd88f", "33": "#f5c36b", "36": "#7cd5e6"}


def main():
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise SystemExit(f"no browser found; looked for: {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        avatar, page = folder / "avatar.png", folder / "report.html"
        shoot(browser, HERE / "avatar.svg", avatar, (400, 400))
        followback("--avatar", avatar, "--format", "html", "--locale", "en", "-o", page)
        shoot(browser, page, HERE / "report.png", PAGE)
        text = followback("--avatar", avatar, "--color", "always", "--locale", "en")
    (HERE / "terminal.svg").write_text(terminal(text.splitlines()[:LINES]), encoding="utf-8")


def followback(*arguments):
    program = sys.argv[1:2] or ["cargo", "run", "--quiet", "--release", "--"]
    command = [*program, "audit", "--demo", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def shoot(browser, source, target, size):
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={size[0]},{size[1]}"]
    command = [browser, *flags, f"--screenshot={target}", source.resolve().as_uri()]
    subprocess.run(command, check=True, capture_output=True)


def terminal(lines):
    """Lines with escape codes as a picture of text."""
    columns = max(sum(width(c) for c in plain(line)) for line in lines)
    right, bottom = round(columns * CELL[0] + 40), len(lines) * CELL[1] + 60
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{right}" height="{bottom}" viewBox="0 0 {right} {bottom}">',
        "<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
        "fill:#e6e3dc;white-space:pre}.b{font-weight:bold}.d{opacity:.62}"
        + "".join(f".c{code}{{fill:{color}}}" for code, color in COLORS.items())
        + "</style>",
        f'<rect width="{right}" height="{bottom}" rx="10" fill="#1c1e22"/>',
        *(f'<circle cx="{24 + 20 * nth}" cy="20" r="6" fill="{fill}"/>' for nth, fill in enumerate(["#e0655a", "#e0b34b", "#63b568"])),
    ]
    for nth, line in enumerate(lines):
        out += spans(line, 55 + nth * CELL[1])
    return "\n".join([*out, "</svg>", ""])


def spans(line, y):
    """Each stretch of one color where its cells are, so that a font with other widths shifts nothing."""
    column, classes = 0, []
    for code, text in re.findall(r"\x1b\[([\d;]*)m|([^\x1b]+)", line):
        if code or not text:
            known = {"1": "b", "2": "d", **{color: f"c{color}" for color in COLORS}}
            classes = [] if code in ("", "0") else classes + [known[part] for part in code.split(";") if part in known]
            continue
        # Emoji are as wide as their font has them; what follows begins anew at its cell.
        for part in re.findall(r"[\u2500-\u259f]+|[^\u2500-\u259f]+", text):
            cells = sum(width(c) for c in part)
            if part.strip():
                kind = f' class="{" ".join(classes)}"' if classes else ""
                length = f' textLength="{cells * CELL[0]:.1f}" lengthAdjust="spacingAndGlyphs"'
                yield f'<text x="{20 + column * CELL[0]:.1f}" y="{y}"{length}{kind}>{html.escape(part, quote=False)}</text>'
            column += cells


def plain(line):
    return re.sub(r"\x1b\[[\d;]*m", "", line)


def width(c):
    if unicodedata.combining(c) or c in "\ufe0f\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


if __name__ == "__main__":
    main()
