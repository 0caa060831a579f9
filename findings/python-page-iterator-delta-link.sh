#!/usr/bin/env bash
# msgraph-core 1.5.2, the page iterator of Microsoft's Python SDK for Graph.
#
# Expected: after the last page of a delta query, delta_link of the iterator is that page's @odata.deltaLink.
# Actual: it is empty before and after, as the iterator looks for the name on the wire among the attributes of the page,
# which are odata_delta_link and the like. The next round of changes cannot be asked for.
# Consequence here: the stream of changes ends with the token of its last page.
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
from dataclasses import dataclass, field

from msgraph_core.tasks.page_iterator import PageIterator


@dataclass
class DeltaPage:
    """The members that the SDK's delta responses have."""

    value: list = field(default_factory=list)
    odata_next_link: str | None = None
    odata_delta_link: str | None = None


ADDRESS = "https://graph.example/users/delta"
first = DeltaPage(["one"], odata_next_link=f"{ADDRESS}?$skiptoken=a")
last = DeltaPage(["two"], odata_delta_link=f"{ADDRESS}?$deltatoken=b")


class Adapter:
    async def send_async(self, *_request):
        return last


seen = []
iterator = PageIterator(first, Adapter())
asyncio.run(iterator.iterate(lambda item: seen.append(item) is None))
print(f"seen {seen}, delta_link {iterator.delta_link!r} instead of {last.odata_delta_link!r}")
sys.exit((seen, iterator.delta_link) != (["one", "two"], ""))
PYTHON
