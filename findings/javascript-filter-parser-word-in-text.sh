#!/usr/bin/env bash
# odata-filter-parser 0.6.5, which parses filters of OData in JavaScript.
#
# Expected: the word "and" inside of a text is part of the text.
# Actual: the filter is split there. One comparison becomes a conjunction whose second half is null, without an error.
# Consequence here: the emulator reads a filter by tokens, and a text is one token.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error odata-filter-parser@0.6.5 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.cjs" <<'JAVASCRIPT'
const { Parser } = require("odata-filter-parser");

const read = Parser.parse("displayName eq 'Research and Development'");
console.log(`read as operator ${read.operator}, second operand ${read.value}`);
process.exitCode = read.operator === "and" && read.value === null ? 0 : 1;
JAVASCRIPT
node "$packages/finding.cjs"
