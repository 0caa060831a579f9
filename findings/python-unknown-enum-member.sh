#!/usr/bin/env bash
# microsoft-kiota-serialization-json 1.16.0, below Microsoft's Python SDK for Graph.
#
# Expected: Graph adds members to its enumerations, so a member that the SDK does not know is kept, or is an error.
# Actual: it is read as None, like null. A program that reads and writes back an entity cannot tell the two apart.
# Consequence here: an enumeration keeps the text of a member that it does not declare.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" \
    microsoft-kiota-serialization-json==1.16.0 microsoft-kiota-abstractions==1.16.0 std-uritemplate==2.0.12 \
    opentelemetry-api==1.45.2 opentelemetry-sdk==1.45.2 opentelemetry-semantic-conventions==0.66b2 typing_extensions==4.16.0

PYTHONPATH="$packages" python3 - <<'PYTHON'
import sys
from enum import Enum

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory


class RunState(str, Enum):
    Unknown = "unknown"
    Success = "success"


def read(document):
    node = JsonParseNodeFactory().get_root_parse_node("application/json", document)
    return node.get_child_node("detectionState").get_enum_value(RunState)


known, unknown, null = (
    read(document)
    for document in (b'{"detectionState":"success"}', b'{"detectionState":"paused"}', b'{"detectionState":null}')
)
print(f"success is read as {known!r}, paused as {unknown!r}, null as {null!r}")
sys.exit((known, unknown, null) != (RunState.Success, None, None))
PYTHON
