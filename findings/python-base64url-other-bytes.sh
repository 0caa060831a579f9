#!/usr/bin/env bash
# microsoft-kiota-serialization-json 1.16.0, below Microsoft's Python SDK for Graph.
#
# Expected: OData's JSON has Edm.Binary in base64url, so that AAE-_w== is the four bytes 00 01 3e ff.
# Actual: the letters - and _ are skipped, and the rest is decoded to two other bytes, without an error.
# Consequence here: both alphabets are read, and a text of neither is an error.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" \
    microsoft-kiota-serialization-json==1.16.0 microsoft-kiota-abstractions==1.16.0 std-uritemplate==2.0.12 \
    opentelemetry-api==1.45.2 opentelemetry-sdk==1.45.2 opentelemetry-semantic-conventions==0.66b2 typing_extensions==4.16.0

PYTHONPATH="$packages" python3 - <<'PYTHON'
import base64
import sys

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory

node = JsonParseNodeFactory().get_root_parse_node("application/json", b'{"content":"AAE-_w=="}')
read = node.get_child_node("content").get_bytes_value()
expected = base64.urlsafe_b64decode("AAE-_w==")
print(f"expected {expected!r}, read {read!r}")
sys.exit(read == expected or not isinstance(read, bytes))
PYTHON
