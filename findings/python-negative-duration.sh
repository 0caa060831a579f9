#!/usr/bin/env bash
# microsoft-kiota-serialization-json 1.16.0, below Microsoft's Python SDK for Graph.
#
# Expected: an Edm.Duration may be negative: -PT5M is five minutes back.
# Actual: it is read as None, without an error, as if the property were null.
# Consequence here: the sign of a duration is part of its value.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" \
    microsoft-kiota-serialization-json==1.16.0 microsoft-kiota-abstractions==1.16.0 std-uritemplate==2.0.12 \
    opentelemetry-api==1.45.2 opentelemetry-sdk==1.45.2 opentelemetry-semantic-conventions==0.66b2 typing_extensions==4.16.0

PYTHONPATH="$packages" python3 - <<'PYTHON'
import sys
from datetime import timedelta

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory


def read(document):
    node = JsonParseNodeFactory().get_root_parse_node("application/json", document)
    return node.get_child_node("offset").get_timedelta_value()


positive, negative = read(b'{"offset":"PT5M"}'), read(b'{"offset":"-PT5M"}')
print(f"PT5M is read as {positive!r}, -PT5M as {negative!r}")
sys.exit((positive, negative) != (timedelta(minutes=5), None))
PYTHON
