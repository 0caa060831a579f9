#!/usr/bin/env bash
# @microsoft/kiota-abstractions 1.0.0-preview.109, below Microsoft's JavaScript SDK for Graph.
#
# Expected: the year of an Edm.Date may be negative, or the value is refused.
# Actual: -0044-03-15 is read as the 15th of March 2044, without an error.
# Consequence here: a year has its sign.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/kiota-abstractions@1.0.0-preview.109 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.mjs" <<'JAVASCRIPT'
import { DateOnly } from "@microsoft/kiota-abstractions";

const read = DateOnly.parse("-0044-03-15");
console.log(`-0044-03-15 is read as ${read}`);
process.exitCode = read.toString() === "2044-03-15" ? 0 : 1;
JAVASCRIPT
node "$packages/finding.mjs"
