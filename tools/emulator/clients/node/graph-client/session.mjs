// A session of Microsoft's JavaScript SDK for Graph, unmodified, with the emulator.
//
//     session.mjs ENDPOINT TOKEN

import {
    BatchRequestContent,
    BatchResponseContent,
    Client,
    FileUpload,
    GraphError,
    LargeFileUploadTask,
    PageIterator,
} from "@microsoft/microsoft-graph-client";
import { Emulator, assertEqual, checkKnownFault, refused as refusedWith, run } from "./harness.mjs";

const CATEGORIES = "/deviceManagement/deviceCategories";
const CONFIGURATIONS = "/deviceManagement/deviceConfigurations";
const SCRIPTS = "/deviceManagement/deviceComplianceScripts";
const APOSTROPHE = "It's 100 % a+b & ü";

class Session {
    constructor(endpoint, token) {
        this.endpoint = endpoint;
        this.emulator = new Emulator(endpoint);
        this.graph = Client.initWithMiddleware({
            authProvider: { getAccessToken: async () => token },
            baseUrl: endpoint,
            customHosts: new Set(["127.0.0.1"]),
            defaultVersion: "beta",
        });
    }

    category(key) {
        return this.graph.api(`${CATEGORIES}/${key}`);
    }

    async newCategory(properties) {
        const made = await this.graph.api(CATEGORIES).post(properties);
        await this.emulator.received();
        return made;
    }

    /** Creates the device state of the documentation's example, and returns its request builder. */
    async newRunState(properties) {
        const script = await this.graph.api(SCRIPTS).post({ displayName: "Script" });
        const path = `${SCRIPTS}/${script.id}/deviceRunStates`;
        const made = await this.graph.api(path).post({
            detectionState: "unknown",
            lastStateUpdateDateTime: "2017-01-01T00:02:58.4418045-08:00",
            lastSyncDateTime: "2017-01-01T00:02:49.3205976-08:00",
            ...properties,
        });
        await this.emulator.received();
        return this.graph.api(`${path}/${made.id}`);
    }
}

/** Returns the error of Graph that a request fails with. */
const refused = (request) => refusedWith(request, GraphError);

async function create({ graph, emulator }) {
    const body = { displayName: "Kiosk", description: "In the hall" };
    const made = await graph.api(CATEGORIES).post(body);
    assertEqual([made.displayName, made.description, made.roleScopeTagIds], ["Kiosk", "In the hall", []], "the reply");
    assertEqual(typeof made.id === "string" && made.id !== "", true, "whether the new entity has an id");
    const [request] = await emulator.received();
    assertEqual([request.method, request.target, request.status], ["POST", `/beta${CATEGORIES}`, 201], "the request");
    assertEqual(request.json, body, "the body");
    assertEqual(request.headers.authorization, "Bearer [redacted]", "the token");
}

async function get(session) {
    const made = await session.newCategory({ displayName: "Lobby", description: "By the door" });
    const got = await session.category(made.id).get();
    assertEqual([got.id, got.displayName, got.description], [made.id, "Lobby", "By the door"], "the entity");
    const context = `${session.endpoint}/beta/$metadata#deviceManagement/deviceCategories/$entity`;
    assertEqual(got["@odata.context"], context, "the context");
    const [request] = await session.emulator.received();
    assertEqual([request.method, request.target], ["GET", `/beta${CATEGORIES}/${made.id}`], "the request");
}

async function listOfThreePages(session) {
    // Earlier steps created two, and a page has two.
    for (const displayName of ["Third", "Fourth", "Fifth"]) await session.newCategory({ displayName });
    const first = await session.graph.api(CATEGORIES).orderby("displayName desc").select("id,displayName").get();
    assertEqual(first.value.length, 2, "the size of the first page");
    const names = [];
    const iterator = new PageIterator(session.graph, first, (item) => names.push(item.displayName) > 0);
    await iterator.iterate();
    assertEqual(names, ["Third", "Lobby", "Kiosk", "Fourth", "Fifth"], "what was listed");
    assertEqual(iterator.isComplete(), true, "whether the list is complete");
    const requests = await session.emulator.received();
    assertEqual(requests.map(({ status }) => status), [200, 200, 200], "the pages");
    assertEqual(session.endpoint + requests[1].target, first["@odata.nextLink"], "the link that was followed");
}

async function filterOrderSelect(session) {
    await session.newCategory({ displayName: APOSTROPHE });
    const filter = `displayName eq '${APOSTROPHE.replaceAll("'", "''")}' or displayName eq 'Kiosk'`;
    const find = (text) =>
        session.graph.api(CATEGORIES).filter(text).orderby("displayName desc").select("id", "displayName").count(true).get();
    const found = await find(encodeURIComponent(filter));
    assertEqual(found.value.map((item) => item.displayName), ["Kiosk", APOSTROPHE], "what was found");
    assertEqual(Object.keys(found.value[0]).sort(), ["displayName", "id"], "what was selected");
    assertEqual([found["@odata.count"], found["@odata.nextLink"]], [2, undefined], "the count and the link");
    const unescaped = await find("displayName eq 'It''s 100 & more'").then(
        () => "taken",
        (error) => error.statusCode,
    );
    checkKnownFault(unescaped, "taken", 400, "a filter is sent as it is given, so that an & in it ends it");
    await session.emulator.received();
}

async function patch(session) {
    const made = await session.newCategory({ displayName: "Before", description: "Stays" });
    const changed = await session.category(made.id).patch({ displayName: "After" });
    assertEqual([changed.displayName, changed.description], ["After", "Stays"], "the reply");
    const [request] = await session.emulator.received();
    assertEqual([request.method, request.json], ["PATCH", { displayName: "After" }], "the request");
    // An entity that was read is plain JSON and is sent back unchanged.
    const got = await session.category(made.id).get();
    await session.category(made.id).patch({ ...got, displayName: "Again" });
    const sent = Object.keys((await session.emulator.received())[1].json).sort();
    assertEqual(sent, ["@odata.context", "description", "displayName", "id", "roleScopeTagIds"], "what was sent back");
}

async function patchWithoutContent(session) {
    const made = await session.newCategory({ displayName: "Before" });
    const one = () => session.category(made.id);
    const reply = await one().header("Prefer", "return=minimal").patch({ displayName: "After" });
    assertEqual(reply, undefined, "the reply to a 204");
    assertEqual((await one().get()).displayName, "After", "what was changed");
    const requests = await session.emulator.received();
    assertEqual(requests.map((it) => [it.method, it.status]), [["PATCH", 204], ["GET", 200]], "the requests");
}

async function precondition(session) {
    const made = await session.newCategory({ displayName: "Before" });
    const stale = session.category(made.id).header("If-Match", 'W/"outdated"');
    assertEqual((await refused(stale.patch({ displayName: "After" }))).statusCode, 412, "the status");
    assertEqual((await session.category(made.id).get()).displayName, "Before", "what was not changed");
    await session.emulator.received();
}

async function nullValue(session) {
    const made = await session.newCategory({ displayName: "Before", description: "Goes" });
    const changed = await session.category(made.id).patch({ description: null });
    assertEqual([changed.displayName, changed.description], ["Before", null], "the reply");
    const [request] = await session.emulator.received();
    assertEqual(request.json, { description: null }, "the body");
}

async function deletion(session) {
    const made = await session.newCategory({ displayName: "Short-lived" });
    assertEqual(await session.category(made.id).delete(), undefined, "the reply");
    const error = await refused(session.category(made.id).get());
    assertEqual([error.statusCode, error.code], [404, "ResourceNotFound"], "the error");
    const requests = await session.emulator.received();
    assertEqual(requests.map((it) => [it.method, it.status]), [["DELETE", 204], ["GET", 404]], "the requests");
}

async function derivedTypes({ graph, emulator }) {
    const windows = "#microsoft.graph.windows10CustomConfiguration";
    const omaSettings = [
        { "@odata.type": "#microsoft.graph.omaSettingString", displayName: "Text", omaUri: "./Vendor/A", value: "a" },
        { "@odata.type": "#microsoft.graph.omaSettingInteger", displayName: "Number", omaUri: "./Vendor/B", value: 7 },
    ];
    const made = await graph.api(CONFIGURATIONS).post({ "@odata.type": windows, displayName: "Windows", omaSettings });
    assertEqual(made["@odata.type"], windows, "the type of the reply");
    assertEqual(made.omaSettings.map((it) => it["@odata.type"]), omaSettings.map((it) => it["@odata.type"]), "the settings' types");
    assertEqual(made.omaSettings.map((it) => it.value), ["a", 7], "the settings' values");
    const ios = "#microsoft.graph.iosCustomConfiguration";
    await graph.api(CONFIGURATIONS).post({ "@odata.type": ios, displayName: "iOS", payloadName: "profile", payload: "AP8=" });
    const listed = await graph.api(CONFIGURATIONS).get();
    assertEqual(listed.value.map((it) => it["@odata.type"]).sort(), [ios, windows], "the types of what was listed");
    const error = await refused(graph.api(CONFIGURATIONS).post({ displayName: "Of no type" }));
    assertEqual(error.statusCode, 400, "the answer to an entity of no type");
    await emulator.received();
}

async function timestampsAndEnumerations(session) {
    // A newer service might have the member `paused`.
    const state = await session.newRunState({ detectionState: "paused" });
    const got = await state.get();
    assertEqual(got.lastStateUpdateDateTime, "2017-01-01T00:02:58.4418045-08:00", "the time that was read");
    assertEqual(got.detectionState, "paused", "the member that was read");
    const changed = await state.patch({ lastSyncDateTime: got.lastStateUpdateDateTime, detectionState: "scriptError" });
    assertEqual([changed.lastSyncDateTime, changed.detectionState], [got.lastStateUpdateDateTime, "scriptError"], "the reply");
    await session.emulator.received();
}

async function batch(session) {
    const made = await session.newCategory({ displayName: "Of a batch" });
    const gone = await session.newCategory({ displayName: "Gone by a batch" });
    const post = async (host, steps) => {
        const requests = steps.map(({ id, path, dependsOn, ...options }) => {
            return { id, dependsOn, request: new Request(`${host}${CATEGORIES}/${path}`, options) };
        });
        const answer = await session.graph.api("/$batch").post(await new BatchRequestContent(requests).getContent());
        return new BatchResponseContent(answer);
    };
    const statuses = (answers) => [...answers.getResponses()].map(([id, { status }]) => [id, status]);

    const read = [{ id: "read", path: made.id, method: "GET" }];
    checkKnownFault(
        statuses(await post(`${session.endpoint}/beta`, read)),
        [["read", 200]],
        [["read", 400]],
        "the version stays in the urls of a batch, and Graph finds nothing there",
    );
    const answers = await post(session.endpoint, [
        ...read,
        {
            id: "change",
            path: made.id,
            method: "PATCH",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ description: "By a batch" }),
        },
        { id: "remove", path: gone.id, method: "DELETE" },
        { id: "lost", path: "nowhere", method: "GET" },
    ]);
    assertEqual(statuses(answers), [["read", 200], ["change", 200], ["remove", 204], ["lost", 404]], "the answers");
    assertEqual((await answers.getResponseById("read").json()).displayName, "Of a batch", "the body of an answer");
    assertEqual((await answers.getResponseById("lost").json()).error.code, "ResourceNotFound", "the error of an answer");
    assertEqual((await session.category(made.id).get()).description, "By a batch", "what the batch changed");
    const hanging = await post(session.endpoint, [
        { id: "lost", path: "nowhere", method: "GET" },
        { id: "after", path: made.id, method: "DELETE", dependsOn: ["lost"] },
    ]);
    assertEqual(statuses(hanging), [["lost", 404], ["after", 424]], "what hangs on a failure");
    const relative = await post("", read).then(statuses, (error) => error.name);
    checkKnownFault(relative, [["read", 200]], "TypeError", "a batch is made of Requests, and Node has none with a relative url");
    await session.emulator.received();
}

async function throttled(session) {
    const made = await session.newCategory({ displayName: "Throttled" });
    for (const fault of [{ seconds: 1 }, { fraction: 1.5 }, "missing"]) {
        await session.emulator.nextAnswers({ throttled: fault });
        const changed = await session.category(made.id).patch({ description: JSON.stringify(fault) });
        assertEqual(changed.description, JSON.stringify(fault), "the reply");
        const requests = await session.emulator.received();
        assertEqual(requests.map((it) => [it.status, it.headers["retry-attempt"]]), [[429, undefined], [200, "1"]], "the attempts");
        const [first, second] = requests.map((it) => it.headers["client-request-id"]);
        assertEqual([typeof first, first === second], ["string", true], "whether the attempts have one client-request-id");
    }
    assertEqual(await session.emulator.earlyReturns(), 0, "how often it came back too early");
    // A date has whole seconds. Wait until the date in two seconds is about 1.3 s away.
    await new Promise((resolve) => setTimeout(resolve, (1700 - (Date.now() % 1000)) % 1000));
    await session.emulator.nextAnswers({ throttled: { date: 2 } });
    await session.category(made.id).get();
    const early = await session.emulator.earlyReturns();
    checkKnownFault(early, 0, 1, "a Retry-After that is a date is rounded to seconds, so that the SDK comes back too early");
    await session.emulator.received();
}

async function pathValue(session) {
    const error = await refused(session.category("b c#d").get());
    assertEqual(error.statusCode, 404, "the status");
    const [request] = await session.emulator.received();
    const [right, cut] = ["b%20c%23d", "b%20c"].map((key) => `/beta${CATEGORIES}/${key}`);
    checkKnownFault(request.target, right, cut, "a path is sent as it is given, so that a # in a key cuts it off");
}

async function errorShown(session) {
    const error = await refused(session.category("nowhere").get());
    assertEqual([error.statusCode, error.code], [404, "ResourceNotFound"], "the error");
    assertEqual(JSON.parse(error.message).Message.split(" - ")[0], "An error has occurred", "Intune's message");
    assertEqual(error.requestId, error.headers.get("request-id"), "the request-id of the error");
    assertEqual(Math.abs(Date.now() - Date.parse(`${JSON.parse(error.body).innerError.date}Z`)) < 60_000, true, "its date is now");
    const refusal = await refused(session.graph.api(CATEGORIES).post({ colour: "red" }));
    assertEqual([refusal.statusCode, refusal.code], [400, "ModelValidationFailure"], "the refusal");
    const words = "'colour' does not exist on type 'microsoft.management.services.api.deviceCategory'";
    assertEqual(refusal.message.includes(words), true, `that "${refusal.message}" names the property and the type`);
    await session.emulator.received();
}

async function pagesOfAProxy(session) {
    const made = await session.newCategory({ displayName: "Behind a proxy" });
    await session.emulator.nextAnswers({ html: 200 });
    const outcome = await session.category(made.id).get().then(JSON.stringify, () => "refused");
    checkKnownFault(outcome, "refused", "{}", "a page of HTML with 200 is taken for an entity, which is {}");
    await session.emulator.nextAnswers({ html: 502 });
    const error = await refused(session.category(made.id).get());
    assertEqual(error.statusCode, 502, "the status");
    await session.emulator.received();
}

async function largeFileUpload(session) {
    const RANGE = 320 * 1024;
    const content = new Uint8Array(2 * RANGE + 7).map((_, at) => at % 251);
    const message = await session.graph.api("/me/messages").post({ subject: "With a file" });
    const attachments = `/me/messages/${message.id}/attachments`;
    const item = { attachmentType: "file", name: "large.bin", size: content.length };
    const url = `${attachments}/createUploadSession`;
    const upload = await LargeFileUploadTask.createUploadSession(session.graph, url, { AttachmentItem: item });
    const file = new FileUpload(content, "large.bin", content.length);
    const task = new LargeFileUploadTask(session.graph, file, upload, { rangeSize: RANGE });
    await session.emulator.received();
    // The first range arrives, and the second one is lost: the upload goes on from there.
    await session.emulator.nextAnswers("none", { status: [500, "missing"] });
    const error = await task.upload().then(() => undefined, (error) => error);
    checkKnownFault(error instanceof GraphError, true, false, "the error of a range is its body, and not a GraphError");
    const result = await task.resume();
    const requests = await session.emulator.received();
    const ranges = requests.map(({ method, status, headers }) => [method, status, headers["content-range"] ?? null]);
    const range = (first, last) => `bytes ${first}-${last}/${content.length}`;
    const expected = [
        ["PUT", 200, range(0, RANGE - 1)],
        ["PUT", 500, range(RANGE, 2 * RANGE - 1)],
        ["GET", 200, null],
        ["PUT", 200, range(RANGE, 2 * RANGE - 1)],
        ["PUT", 201, range(2 * RANGE, content.length - 1)],
    ];
    assertEqual(ranges, expected, "the ranges");
    const attachment = await session.graph.api(result.location.replace(session.endpoint, "").replace("/beta", "")).get();
    assertEqual(attachment.contentBytes, Buffer.from(content).toString("base64"), "the content");
    await session.emulator.received();
}

async function claimsChallenge(session) {
    const made = await session.newCategory({ displayName: "Before" });
    await session.emulator.nextAnswers("claimsChallenge");
    const outcome = await session.category(made.id).get().then(() => "answered", (error) => error.statusCode);
    checkKnownFault(outcome, "answered", 401, "a claims challenge is not answered: the caller gets 401");
    await session.emulator.received();
}

const STEPS = [
    create,
    get,
    listOfThreePages,
    filterOrderSelect,
    patch,
    patchWithoutContent,
    precondition,
    nullValue,
    deletion,
    derivedTypes,
    timestampsAndEnumerations,
    batch,
    throttled,
    pathValue,
    errorShown,
    pagesOfAProxy,
    largeFileUpload,
    // Last, because the emulator no longer accepts the token afterwards.
    claimsChallenge,
];

const [endpoint, token] = process.argv.slice(2);
await run(new Session(endpoint, token), STEPS);
