#!/usr/bin/env bash
# msgraph-core 1.5.2, the page iterator of Microsoft's Python SDK for Graph.
#
# Expected: a page may be empty and have a nextLink, as Graph's filters and deltas send them: iteration goes on.
# Actual: iteration ends at the empty page without an error; the items behind it are never seen.
# Consequence here: a list ends where no nextLink is, whatever its pages hold.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
# Deprecated and wrapt: a module of the package imports them, but the package does not declare them.
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" \
    msgraph-core==1.5.2 microsoft-kiota-abstractions==1.16.0 microsoft-kiota-serialization-json==1.16.0 \
    microsoft-kiota-authentication-azure==1.16.0 microsoft-kiota-http==1.16.0 std-uritemplate==2.0.12 \
    opentelemetry-api==1.45.2 opentelemetry-sdk==1.45.2 opentelemetry-semantic-conventions==0.66b2 \
    typing_extensions==4.16.0 Deprecated==1.3.1 wrapt==2.5.2 azure-core==1.41.0 requests==2.34.2 urllib3==2.8.0 \
    charset-normalizer==3.5.2 httpx==0.28.1 httpcore==1.0.9 h11==0.16.0 h2==4.4.1 hpack==4.2.0 hyperframe==6.1.0 \
    anyio==4.16.0 idna==3.20 certifi==2026.10.19.post1

PYTHONPATH="$packages" python3 - <<'PYTHON'
import asyncio
import sys

from msgraph_core.models.page_result import PageResult
from msgraph_core.tasks.page_iterator import PageIterator

LINK = "https://graph.example/users?page="
pages = [PageResult(LINK + "2", []), PageResult(None, ["third"])]


class Adapter:
    async def send_async(self, *_request):
        return pages.pop(0)


seen = []
iterator = PageIterator(PageResult(LINK + "1", ["first"]), Adapter())
asyncio.run(iterator.iterate(lambda item: seen.append(item) is None))
print(f"seen {seen}, pages that were not fetched: {len(pages)}")
sys.exit((seen, len(pages)) != (["first"], 1))
PYTHON
