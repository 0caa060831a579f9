#!/usr/bin/env python3
"""Checks the README of an unpacked package: a registry shows it without the files around it.

    links.py FOLDER

A link is absolute or names a file of the package, and one into the repository names a file that is there.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPOSITORY = re.search(r'^repository = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]

folder = pathlib.Path(sys.argv[1])
wrong = []
for name in ("README.md", "LICENSE-MIT", "LICENSE-APACHE"):
    if not (folder / name).is_file():
        wrong.append(f"{name} is not in the package")
text = re.sub(r"^```.*?^```$", "", (folder / "README.md").read_text(), flags=re.MULTILINE | re.DOTALL)
links = re.findall(r"\]\(([^)#]+)[^)]*\)", text) + re.findall(r"^\[[^]]+\]: (\S+)", text, flags=re.MULTILINE)
for link in links:
    inside = re.fullmatch(re.escape(REPOSITORY) + r"/(?:blob|tree)/main/(.*)", link)
    if inside:
        there = (ROOT / inside[1]).exists()
    else:
        there = link.startswith("https://") or (folder / link).exists()
    if not there:
        wrong.append(f"README.md: {link} is not there")
if wrong:
    sys.exit("\n".join(f"{folder.name}: {fault}" for fault in wrong))
