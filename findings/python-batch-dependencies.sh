#!/usr/bin/env bash
# msgraph-core 1.5.2, the batches of Microsoft's Python SDK for Graph.
#
# Expected: set_depends_on makes a request of a batch wait for another, which Graph's documentation writes as "dependsOn".
# Actual: the body has "depends_on". Graph ignores that member, and no request of the batch waits.
# Consequence here: the tests compare batches with the documented name, and the emulator accepts only that one.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
# Deprecated and wrapt: the module for batches imports them, but the package does not declare them.
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" \
    msgraph-core==1.5.2 microsoft-kiota-abstractions==1.16.0 microsoft-kiota-serialization-json==1.16.0 \
    microsoft-kiota-authentication-azure==1.16.0 microsoft-kiota-http==1.16.0 std-uritemplate==2.0.12 \
    opentelemetry-api==1.45.2 opentelemetry-sdk==1.45.2 opentelemetry-semantic-conventions==0.66b2 \
    typing_extensions==4.16.0 Deprecated==1.3.1 wrapt==2.5.2 azure-core==1.41.0 requests==2.34.2 urllib3==2.8.0 \
    charset-normalizer==3.5.2 httpx==0.28.1 httpcore==1.0.9 h11==0.16.0 h2==4.4.1 hpack==4.2.0 hyperframe==6.1.0 \
    anyio==4.16.0 idna==3.20 certifi==2026.10.19.post1

PYTHONPATH="$packages" python3 - <<'PYTHON'
import json
import sys

from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem


def get(id, depends_on=None):
    request = RequestInformation()
    request.http_method, request.url = Method.GET, "https://graph.microsoft.com/v1.0/me"
    item = BatchRequestItem(request, id=id)
    item.set_depends_on(depends_on)
    return item


content = BatchRequestContent()
for item in (get("first"), get("second", ["first"])):
    content.add_request(item.id, item)
writer = JsonSerializationWriter()
content.serialize(writer)
body = json.loads(writer.get_serialized_content())
second = next(request for request in body["requests"] if request["id"] == "second")
print(f"the second request: {json.dumps(second)}")
sys.exit("dependsOn" in second or second.get("depends_on") != ["first"])
PYTHON
