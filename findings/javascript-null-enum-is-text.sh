#!/usr/bin/env bash
# @microsoft/kiota-serialization-json 1.0.0-preview.109, below Microsoft's JavaScript SDK for Graph.
#
# Expected: null for an enumeration is written as null, as it is for every other type.
# Actual: it is written as the text "null", a member that no enumeration has.
# Consequence here: one function writes null for a property of any type.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/kiota-serialization-json@1.0.0-preview.109 @microsoft/kiota-abstractions@1.0.0-preview.109 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.mjs" <<'JAVASCRIPT'
import { JsonSerializationWriterFactory } from "@microsoft/kiota-serialization-json";

const writer = new JsonSerializationWriterFactory().getSerializationWriter("application/json");
writer.writeStringValue("description", null);
writer.writeEnumValue("runState", null);
const written = new TextDecoder().decode(writer.getSerializedContent());
console.log(written);
process.exitCode = written.startsWith('"description":null,"runState":"null"') ? 0 : 1;
JAVASCRIPT
node "$packages/finding.mjs"
