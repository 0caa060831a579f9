#!/usr/bin/env bash
# @microsoft/msgraph-sdk-core 1.0.0-preview.17, the core of Microsoft's TypeScript SDK for Graph.
#
# Expected: a request that is added to a batch keeps its headers.
# Actual: they are left out, also Content-Type, without which Graph refuses a batch with a write.
# Consequence here: every item of a batch is written with its headers, and the emulator refuses a write without them.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/msgraph-sdk-core@1.0.0-preview.17 @microsoft/kiota-abstractions@1.0.0-preview.109 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.mjs" <<'JAVASCRIPT'
import { HttpMethod, RequestInformation } from "@microsoft/kiota-abstractions";
import { BatchRequestContent } from "@microsoft/msgraph-sdk-core";

const request = new RequestInformation(HttpMethod.PATCH, "{+baseurl}/users/1", {});
request.setStreamContent(new TextEncoder().encode("{}").buffer, "application/json");
const content = new BatchRequestContent({ baseUrl: "https://graph.microsoft.com/v1.0" }, {});
const { method, url, headers } = content.addBatchRequest(request, "1");
console.log(`headers of the request: ${[...request.headers.keys()]}`);
console.log(`in the batch: ${method} ${url}, headers: ${headers}`);
process.exitCode = request.headers.has("Content-Type") && headers === undefined ? 0 : 1;
JAVASCRIPT
node "$packages/finding.mjs"
