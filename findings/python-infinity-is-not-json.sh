#!/usr/bin/env bash
# microsoft-kiota-serialization-json 1.16.0, below Microsoft's Python SDK for Graph.
#
# Expected: an Edm.Double without a bound is the text "INF" in OData's JSON, and is read from it.
# Actual: it is written as the bare word Infinity, so that the whole body is no JSON, and "INF" is read as None.
# Consequence here: INF, -INF and NaN are texts on the wire and numbers in the struct.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" \
    microsoft-kiota-serialization-json==1.16.0 microsoft-kiota-abstractions==1.16.0 std-uritemplate==2.0.12 \
    opentelemetry-api==1.45.2 opentelemetry-sdk==1.45.2 opentelemetry-semantic-conventions==0.66b2 typing_extensions==4.16.0

PYTHONPATH="$packages" python3 - <<'PYTHON'
import sys

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter

node = JsonParseNodeFactory().get_root_parse_node("application/json", b'{"score":"INF"}')
read = node.get_child_node("score").get_float_value()
writer = JsonSerializationWriter()
writer.write_float_value("score", float("inf"))
written = writer.get_serialized_content()
print(f"\"INF\" is read as {read!r}, infinity is written as {written.decode()}")
sys.exit((read, written) != (None, b'{"score": Infinity}'))
PYTHON
