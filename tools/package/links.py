#!/usr/bin/env python3
"""Checks the README of an unpacked package, because a registry shows it without the repository.

    links.py FOLDER

A link must be absolute or name a file of the package, and a link into the repository must name an existing file.
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
    path_in_repository = re.fullmatch(re.escape(REPOSITORY) + r"/(?:blob|tree)/main/(.*)", link)
    if path_in_repository:
        exists = (ROOT / path_in_repository[1]).exists()
    else:
        exists = link.startswith("https://") or (folder / link).exists()
    if not exists:
        wrong.append(f"README.md: {link} does not exist")
if wrong:
    sys.exit("\n".join(f"{folder.name}: {error}" for error in wrong))
