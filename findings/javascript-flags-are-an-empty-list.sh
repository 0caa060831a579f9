#!/usr/bin/env bash
# @microsoft/kiota-serialization-json 1.0.0-preview.109, below Microsoft's JavaScript SDK for Graph.
#
# Expected: "read,write", how Graph sends two flags of an enumeration, is read as both.
# Actual: as a collection it is read as an empty list, as a single value as undefined, both without an error.
# Consequence here: a set of flags is a type of its own, which keeps members that it does not know.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/kiota-serialization-json@1.0.0-preview.109 @microsoft/kiota-abstractions@1.0.0-preview.109 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.mjs" <<'JAVASCRIPT'
import { JsonParseNodeFactory } from "@microsoft/kiota-serialization-json";

const Rights = { Read: "read", Write: "write" };
const body = new TextEncoder().encode('{"rights":"read,write"}').buffer;
const node = new JsonParseNodeFactory().getRootParseNode("application/json", body).getChildNode("rights");
const [several, single] = [node.getCollectionOfEnumValues(Rights), node.getEnumValue(Rights)];
console.log(`as a collection: ${JSON.stringify(several)}, as one value: ${single}`);
process.exitCode = several.length === 0 && single === undefined ? 0 : 1;
JAVASCRIPT
node "$packages/finding.mjs"
