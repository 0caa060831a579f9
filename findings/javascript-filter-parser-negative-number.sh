#!/usr/bin/env bash
# odata-filter-parser 0.6.5, which parses filters of OData in JavaScript.
#
# Expected: -5 in a filter is the number -5.
# Actual: it is read as 0, without an error.
# Consequence here: a filter of the emulator's tests compares with a negative number.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error odata-filter-parser@0.6.5 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.cjs" <<'JAVASCRIPT'
const { Parser } = require("odata-filter-parser");

const [negative, positive] = ["errorCode eq -5", "errorCode eq 5"].map((filter) => Parser.parse(filter).value);
console.log(`5 is read as ${positive}, -5 as ${negative}`);
process.exitCode = positive === 5 && negative === 0 ? 0 : 1;
JAVASCRIPT
node "$packages/finding.cjs"
