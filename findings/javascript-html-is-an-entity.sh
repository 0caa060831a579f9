#!/usr/bin/env bash
# @microsoft/microsoft-graph-client 3.0.7, Microsoft's JavaScript SDK for Graph.
#
# Expected: HTML with status 200, such as the login page of a proxy, is an error where an entity was requested.
# Actual: the promise is fulfilled with a value that is {} in JSON, an entity without properties.
# Consequence here: a body that is not JSON is an error that shows its beginning, whatever the status.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
npm install --prefix "$packages" --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/microsoft-graph-client@3.0.7 @babel/runtime@7.29.15 tslib@2.9.1 >/dev/null

# Node looks for packages beside the file it runs.
cat >"$packages/finding.mjs" <<'JAVASCRIPT'
import { createServer } from "node:http";
import { Client } from "@microsoft/microsoft-graph-client";

const server = createServer((_request, answer) => {
    answer.writeHead(200, { "content-type": "text/html" });
    answer.end("<html><body>Log in to the network</body></html>");
});
await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
const graph = Client.init({ baseUrl: `http://127.0.0.1:${server.address().port}`, authProvider: (done) => done(null, "") });
const outcome = await graph.api("/me").get().then((value) => `fulfilled with ${JSON.stringify(value)}`, () => "refused");
server.close();
console.log(`a page of HTML with status 200: ${outcome}`);
process.exitCode = outcome === "fulfilled with {}" ? 0 : 1;
JAVASCRIPT
NO_PROXY=127.0.0.1 node "$packages/finding.mjs"
