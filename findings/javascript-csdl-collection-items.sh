#!/usr/bin/env bash
# odata-csdl 0.11.2, the converter of OASIS from CSDL's XML to its JSON.
#
# Expected: a collection without Nullable says nothing about its items, and remains so.
# Actual: the JSON has no $Nullable, which there means that no item is null.
# Consequence here: the metadata's reader has three answers for the items of a collection, and "not said" forbids nothing.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error odata-csdl@0.11.2 sax@1.4.3 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.cjs" <<'JAVASCRIPT'
const { xml2json } = require("odata-csdl");

const property = (nullable) =>
    xml2json(`<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
        <Schema Namespace="sample" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="contact">
        <Property Name="tags" Type="Collection(Edm.String)"${nullable}/></ComplexType></Schema>
        </edmx:DataServices></edmx:Edmx>`).sample.contact.tags;
const [unsaid, never, may] = ["", ' Nullable="false"', ' Nullable="true"'].map(property).map((tags) => JSON.stringify(tags));
console.log(`not said: ${unsaid}, false: ${never}, true: ${may}`);
process.exitCode = unsaid === never && may !== never ? 0 : 1;
JAVASCRIPT
node "$packages/finding.cjs"
