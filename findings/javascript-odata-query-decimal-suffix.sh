#!/usr/bin/env bash
# odata-query 8.1.0 for JavaScript, which builds query options of OData 4.
#
# Expected: OData 4 writes an Edm.Decimal in a filter as a plain number: price eq 12.5.
# Actual: it gets the suffix M of OData 3, which the grammar of OData 4 does not have.
# Consequence here: numbers of every type are written without a suffix.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error odata-query@8.1.0 tslib@2.9.1 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.cjs" <<'JAVASCRIPT'
const buildQuery = require("odata-query").default;

const query = buildQuery({ filter: { price: { type: "decimal", value: "12.5" } } });
console.log(query);
process.exitCode = query === "?$filter=price eq 12.5M" ? 0 : 1;
JAVASCRIPT
node "$packages/finding.cjs"
