#!/usr/bin/env bash
# odata-query 0.10.0, which parses filters of OData in Python and writes its tree back.
#
# Expected: a quote inside of a text stays doubled: displayName eq 'It''s' is written as it was read.
# Actual: it is written once, 'It's', which the library itself then refuses to read.
# Consequence here: texts of filters have their quotes doubled in one place.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" \
    odata-query==0.10.0 sly==0.4 python-dateutil==2.9.0.post0 six==1.17.0

PYTHONPATH="$packages" python3 - <<'PYTHON'
import sys

from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser
from odata_query.roundtrip import AstToODataVisitor


def written(text):
    return AstToODataVisitor().visit(ODataParser().parse(ODataLexer().tokenize(text)))


first = written("displayName eq 'It''s'")
try:
    second = written(first)
except ODataException as error:
    second = type(error).__name__
print(f"displayName eq 'It''s' is written as {first}, and that is: {second}")
sys.exit(first != "displayName eq 'It's'" or not second.endswith("Exception"))
PYTHON
