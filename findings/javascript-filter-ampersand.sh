#!/usr/bin/env bash
# @microsoft/microsoft-graph-client 3.0.7, Microsoft's JavaScript SDK for Graph.
#
# Expected: the text of a filter is percent-encoded, so that a company named A&B can be looked for.
# Actual: & is sent as it is. The query has two options, of which the first ends within the text.
# Consequence here: what is written into a query is encoded in one place, and a test decodes it again.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/microsoft-graph-client@3.0.7 @babel/runtime@7.29.15 tslib@2.9.1 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.mjs" <<'JAVASCRIPT'
import { createServer } from "node:http";
import { Client } from "@microsoft/microsoft-graph-client";

let sent;
const server = createServer((request, answer) => {
    sent = request.url;
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end('{"value":[]}');
});
await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
const graph = Client.init({ baseUrl: `http://127.0.0.1:${server.address().port}`, authProvider: (done) => done(null, "") });
await graph.api("/users").filter("companyName eq 'A&B'").get();
server.close();
const options = [...new URL(sent, "http://graph.example").searchParams].map(([name, value]) => `${name}=${value}`);
console.log(`sent ${sent}, which is ${options.length} options: ${options.join(" | ")}`);
process.exitCode = options.length === 2 && options[0] === "$filter=companyName eq 'A" ? 0 : 1;
JAVASCRIPT
NO_PROXY=127.0.0.1 node "$packages/finding.mjs"
