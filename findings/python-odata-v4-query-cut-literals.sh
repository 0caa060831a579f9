#!/usr/bin/env bash
# odata-v4-query 0.4.1, which parses query options of OData for Python services.
#
# Expected: a Guid and a date are literals of their own in a filter.
# Actual: each is taken for the number that it begins with, and the rest is dropped without an error, so that the filter
# compares with 11111111 and with 2017.
# Consequence here: what is left of a filter behind its last token is an error of the emulator.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" odata-v4-query==0.4.1

PYTHONPATH="$packages" python3 - <<'PYTHON'
import sys

from odata_v4_query import ODataFilterParser


def read(text):
    parser = ODataFilterParser()
    return parser.evaluate(parser.parse(text))


guid = read("appOwner eq 11111111-2222-3333-4444-555555555555")
date = read("birthday eq 2017-01-02")
print(f"a Guid: {guid}; a date: {date}")
sys.exit((guid, date) != ("appOwner eq 11111111", "birthday eq 2017"))
PYTHON
