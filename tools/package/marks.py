#!/usr/bin/env python3
"""Checks that the documentation marks what needs a feature of the runtime, the model or the emulator.

    marks.py FOLDER

FOLDER has the pages of `cargo doc --all-features` with the cfg `docsrs`, as docs.rs makes them. A public item that
the sources put behind `#[cfg(feature = "x")]` must be marked "Available on crate feature x only".
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CRATES = {"graph_entity": "runtime/src", "graph_entity_model": "runtime/model/src", "graph_entity_emulator": "tools/emulator/src"}

# An attribute, and the next item after further attributes and documentation.
GATED = re.compile(
    r"#\[cfg\((?P<cfg>[^\n]*feature = [^\n]*)\)\]\n(?:\s*(?:#\[[^\n]*\]|//[^\n]*)\n)*\s*"
    r"pub (?:use (?P<use>[^;]+)|(?:async |const )*fn (?P<fn>\w+))"
)
MARK = re.compile(r'<div class="stab portability">(.*?)</div>', re.DOTALL)


def text(html):
    return re.sub(r"<[^>]+>", "", html)


def is_shown(page):
    """Whether a page has content: the page of an item where its module is private leads to another one."""
    return 'http-equiv="refresh"' not in page.read_text()


def names(use):
    return re.findall(r"\w+", use.split("{")[1]) if "{" in use else [use.split("::")[-1]]


def marks_of_type(pages, name):
    """Returns the marks at the head of a type's page, before its first member."""
    for page in pages:
        if re.fullmatch(rf"(?:struct|enum|trait|fn)\.{name}\.html", page.name):
            head = page.read_text().split('id="implementations"')[0]
            yield [text(mark) for mark in MARK.findall(head)]


def marks_of_method(pages, name):
    """Returns the marks of a method, wherever it is on a page."""
    for page in pages:
        for part in page.read_text().split(f'id="method.{name}"')[1:]:
            yield [text(mark) for mark in MARK.findall(part.split('class="docblock"')[0])]


wrong, checked = [], 0
for crate, source in CRATES.items():
    pages = [page for page in pathlib.Path(sys.argv[1], crate).rglob("*.html") if is_shown(page)]
    if not pages:
        sys.exit(f"{sys.argv[1]}/{crate} has no pages")
    for file in sorted((ROOT / source).rglob("*.rs")):
        for gated in GATED.finditer(file.read_text()):
            features = re.findall(r'feature = "([^"]+)"', gated["cfg"])
            method = gated["fn"]
            for name in [method] if method else names(gated["use"]):
                found = list((marks_of_method if method else marks_of_type)(pages, name))
                # What is not on a page is public only inside of the crate.
                checked += bool(found)
                for marks in found:
                    if not all(any(feature in mark for mark in marks) for feature in features):
                        wrong.append(f"{file.relative_to(ROOT)}: {name} is not marked: {', '.join(features)}")
if wrong:
    sys.exit("\n".join(wrong))
if not checked:
    sys.exit("no public item behind a feature was found")
print(f"{checked} items behind features are marked", file=sys.stderr)
