#!/usr/bin/env bash
# microsoft-kiota-serialization-json 1.16.0, below Microsoft's Python SDK for Graph.
#
# Expected: an Edm.Duration that was read is written in the same form, ISO 8601: P1DT2H.
# Actual: the writer takes Python's own text of a timedelta, so that P1DT2H becomes "1 day, 2:00:00", which is no duration
# of OData, and which its own reader reads as None.
# Consequence here: a duration keeps its text, and what is written is what was read.
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


def read(document):
    node = JsonParseNodeFactory().get_root_parse_node("application/json", document)
    return node.get_child_node("gracePeriod").get_timedelta_value()


value = read(b'{"gracePeriod":"P1DT2H"}')
writer = JsonSerializationWriter()
writer.write_timedelta_value("gracePeriod", value)
written = writer.get_serialized_content()
again = read(written)
print(f"P1DT2H is read as {value!r}, written as {written.decode()}, and that is read as {again!r}")
sys.exit((written, again) != (b'{"gracePeriod": "1 day, 2:00:00"}', None))
PYTHON
