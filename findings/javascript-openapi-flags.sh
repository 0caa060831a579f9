#!/usr/bin/env bash
# odata-openapi 0.29.0, the converter of OASIS from CSDL to OpenAPI.
#
# Expected: a value of an enumeration with IsFlags is one member or several joined by commas, such as "read,write".
# Actual: the schema is an enum of the single members, so that a validator refuses what the service sends.
# Consequence here: flags come from CSDL, and no OpenAPI document of Graph is a source.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error odata-openapi@0.29.0 odata-csdl@0.11.2 ajv@8.20.0 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.cjs" <<'JAVASCRIPT'
const Ajv = require("ajv");
const { csdl2openapi } = require("odata-openapi");

const csdl = {
    $Version: "4.0",
    $EntityContainer: "sample.Container",
    sample: {
        rights: { $Kind: "EnumType", $IsFlags: true, read: 1, write: 2 },
        file: { $Kind: "EntityType", $Key: ["id"], id: {}, rights: { $Type: "sample.rights" } },
        Container: { $Kind: "EntityContainer", files: { $Collection: true, $Type: "sample.file" } },
    },
};
const schema = csdl2openapi(csdl, {}).components.schemas["sample.rights"];
const accepts = new Ajv({ strict: false }).compile(schema);
const [one, both] = ["read", "read,write"].map((value) => accepts(value));
console.log(`schema ${JSON.stringify(schema)}: read ${one}, read,write ${both}`);
process.exitCode = one && !both ? 0 : 1;
JAVASCRIPT
node "$packages/finding.cjs"
