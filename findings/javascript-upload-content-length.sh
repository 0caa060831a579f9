#!/usr/bin/env bash
# @microsoft/msgraph-sdk-core 1.0.0-preview.17, the core of Microsoft's TypeScript SDK for Graph.
#
# Expected: the Content-Length of a range is the number of its bytes.
# Actual: it is one less. Node's fetch does not send such a request.
# Consequence here: the length of a range is always that of the body.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/msgraph-sdk-core@1.0.0-preview.17 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.mjs" <<'JAVASCRIPT'
import { LargeFileUploadTask } from "@microsoft/msgraph-sdk-core";

let sent;
const adapter = { send: async (request) => (sent = request) && { id: "1" } };
const session = { uploadUrl: "https://example.com/upload", nextExpectedRanges: ["0-2"] };
await new LargeFileUploadTask(adapter, session, new Blob(["abc"]).stream(), 327680, () => ({}), {}).upload();
const [length] = sent.headers.get("Content-Length");
console.log(`Content-Length: ${length}, bytes of the body: ${sent.content.byteLength}`);
process.exitCode = length === "2" && sent.content.byteLength === 3 ? 0 : 1;
JAVASCRIPT
node "$packages/finding.mjs"
