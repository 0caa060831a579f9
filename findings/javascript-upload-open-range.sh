#!/usr/bin/env bash
# @microsoft/msgraph-sdk-core 1.0.0-preview.17, the core of Microsoft's TypeScript SDK for Graph.
#
# Expected: an upload session that expects the range "0-", as a new one of OneDrive does, gets the whole file.
# Actual: the end of the range is read as NaN, nothing is sent, and the upload ends with "Upload failed".
# Consequence here: a range without an end goes to the end of the file.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/msgraph-sdk-core@1.0.0-preview.17 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.mjs" <<'JAVASCRIPT'
import { LargeFileUploadTask } from "@microsoft/msgraph-sdk-core";

const sent = [];
const adapter = { send: async (request) => sent.push(request) && { id: "1" } };
const session = { uploadUrl: "https://example.com/upload", nextExpectedRanges: ["0-"] };
const task = new LargeFileUploadTask(adapter, session, new Blob(["abc"]).stream(), 327680, () => ({}), {});
const outcome = await task.upload().then(() => "uploaded", (error) => error.message);
console.log(`${outcome}, after ${sent.length} requests`);
process.exitCode = outcome === "Upload failed" && sent.length === 0 ? 0 : 1;
JAVASCRIPT
node "$packages/finding.mjs"
