#!/usr/bin/env bash
# odata-v4-query 0.4.1, which parses query options of OData for Python services.
#
# Expected: a doubled quote is one quote inside of a text, and what follows the text is part of the filter.
# Actual: the text ends at the doubled quote, and the rest of the filter, a whole condition, is dropped without an error.
# Consequence here: the emulator reads a filter to its end, or refuses it.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" odata-v4-query==0.4.1

PYTHONPATH="$packages" python3 - <<'PYTHON'
import sys

from odata_v4_query import ODataFilterParser

parser = ODataFilterParser()
read = parser.evaluate(parser.parse("displayName eq 'It''s' and version eq 3"))
print(f"displayName eq 'It''s' and version eq 3 is read as {read}")
sys.exit(read != "displayName eq 'It'")
PYTHON
