// Microsoft's JavaScript SDK for Graph: its methods for paths, and its iterator for the list.
//
// Reads lines, each with an operation and an endpoint, and writes one line of JSON for each. The first line is the version.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Client, PageIterator } from "@microsoft/microsoft-graph-client";

const EVENTS = "/me/events";

async function send(operation, endpoint) {
    const graph = Client.initWithMiddleware({
        authProvider: { getAccessToken: async () => process.argv[2] },
        baseUrl: endpoint,
        customHosts: new Set(["127.0.0.1"]),
    });
    if (operation === "get") return graph.api(`${EVENTS}/1`).get();
    if (operation === "list") {
        const listed = [];
        const first = await graph.api(EVENTS).get();
        await new PageIterator(graph, first, (event) => listed.push(event) > 0).iterate();
        return listed;
    }
    return graph.api(EVENTS).post({ subject: "Budget" });
}

async function answer(operation, endpoint) {
    try {
        return { value: (await send(operation, endpoint)) ?? null };
    } catch (error) {
        const status = error.statusCode > 0 ? error.statusCode : null;
        const text = `${error} ${JSON.stringify(error)}`;
        return { error: { name: error.constructor.name, status, text } };
    }
}

const installed = new URL("node_modules/@microsoft/microsoft-graph-client/package.json", import.meta.url);
console.log(`@microsoft/microsoft-graph-client ${JSON.parse(readFileSync(installed)).version} on Node ${process.version}`);
for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(...line.split(" "))));
}
