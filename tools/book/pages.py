#!/usr/bin/env python3
"""Checks the pages of a built book.

    pages.py FOLDER

A link within the book must lead to a file, and to an element of it if it has a fragment. A link into the repository must
name an existing file. No page shows a directive of mdBook that was not replaced.
"""

import html.parser
import pathlib
import re
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPOSITORY = re.search(r'^repository = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]


class Page(html.parser.HTMLParser):
    """The links, the ids and the text of a page."""

    def __init__(self, file):
        super().__init__()
        self.links, self.ids, self.text = [], set(), ""
        self.feed(file.read_text())

    def handle_starttag(self, _tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)

    def handle_data(self, data):
        self.text += data


def fault(file, link):
    """What is wrong with a link of a file, or None."""
    into_repository = re.fullmatch(re.escape(REPOSITORY) + r"/(?:blob|tree|edit)/main/([^#]*).*", link)
    if into_repository:
        return None if (ROOT / into_repository[1]).exists() else "is not in the repository"
    parts = urllib.parse.urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = (file.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else file
    if not target.exists():
        return "does not exist"
    if parts.fragment and target in pages and parts.fragment not in pages[target].ids:
        return "has no such heading"
    return None


if len(sys.argv) != 2:
    sys.exit(__doc__)
book = pathlib.Path(sys.argv[1]).resolve()
# The page for a missing address does not know where it is shown: its links start at the root of the site.
pages = {file: Page(file) for file in sorted(book.glob("**/*.html")) if file.name != "404.html"}
if len(pages) < 2:
    sys.exit(f"{book} has no pages")
wrong = [f"{file.name}: {link} {error}" for file, page in pages.items() for link in page.links if (error := fault(file, link))]
wrong += [f"{file.name}: {text}" for file, page in pages.items() for text in re.findall(r"\{\{#.*?\}\}", page.text)]
if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(pages)} pages, {sum(len(page.links) for page in pages.values())} links")
