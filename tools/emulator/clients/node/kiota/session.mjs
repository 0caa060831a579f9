// A session of Microsoft's TypeScript SDK for Graph v1.0, which Kiota generates, unmodified, with the emulator.
//
//     session.mjs ENDPOINT TOKEN

import {
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
    HttpMethod,
    RequestInformation,
} from "@microsoft/kiota-abstractions";
import { GraphRequestAdapter, createGraphServiceClient } from "@microsoft/msgraph-sdk";
import {
    createDeviceCategoryCollectionResponseFromDiscriminatorValue,
    createDeviceCategoryFromDiscriminatorValue,
    createDriveItemFromDiscriminatorValue,
    createUploadSessionFromDiscriminatorValue,
    createUserCollectionResponseFromDiscriminatorValue,
    serializeDeviceCategory,
} from "@microsoft/msgraph-sdk/models/index.js";
import { createODataErrorFromDiscriminatorValue } from "@microsoft/msgraph-sdk/models/oDataErrors/index.js";
import { BatchRequestContent, LargeFileUploadTask, PageIterator } from "@microsoft/msgraph-sdk-core";
import "@microsoft/msgraph-sdk-users";
import { Emulator, assertEqual, checkKnownFault, run } from "./harness.mjs";

const ERRORS = { XXX: createODataErrorFromDiscriminatorValue };
const EVENTUAL = { ConsistencyLevel: ["eventual"] };

class Session {
    constructor(endpoint, token) {
        this.endpoint = endpoint;
        this.token = token;
        this.emulator = new Emulator(endpoint);
        const hosts = new AllowedHostsValidator(new Set(["127.0.0.1"]));
        const tokens = { getAuthorizationToken: async () => token, getAllowedHostsValidator: () => hosts };
        this.adapter = new GraphRequestAdapter(new BaseBearerTokenAuthenticationProvider(tokens));
        this.adapter.baseUrl = `${endpoint}/v1.0`;
        this.graph = createGraphServiceClient(this.adapter);
    }

    user(key) {
        return this.graph.users.byUserId(key);
    }

    async newUser(displayName, properties) {
        const made = await this.graph.users.post(userNamed(displayName, properties));
        await this.emulator.received();
        return made;
    }

    /**
     * Sends a request through the SDK's adapter, for what has no published package of request builders: the SDK has one
     * for users.
     */
    async send(method, path, factory, { body, serialize, headers = {} } = {}) {
        const request = new RequestInformation(method, `{+baseurl}${path}`, { baseurl: this.adapter.baseUrl });
        for (const [name, value] of Object.entries(headers)) request.headers.add(name, value);
        if (serialize) request.setContentFromParsable(this.adapter, "application/json", body, serialize);
        if (factory === undefined) return this.adapter.sendNoResponseContent(request, ERRORS);
        if (factory === "ArrayBuffer") return this.adapter.sendPrimitive(request, factory, ERRORS);
        return this.adapter.send(request, factory, ERRORS);
    }

    /** Uploads a file in ranges without the SDK. */
    async putRanges(url, content, size) {
        for (let first = 0; first < content.length; first += size) {
            const body = content.slice(first, first + size);
            const range = `bytes ${first}-${first + body.length - 1}/${content.length}`;
            const put = () => fetch(url, { method: "PUT", headers: { "Content-Range": range }, body });
            // The emulator closes a connection that was idle for as long as it waited for the SDK's body. Node may use it
            // all the same, and sends only a GET again.
            const answer = await put().catch(put);
            if (!answer.ok) throw new Error(await answer.text());
        }
    }

    /** Creates an entity without the SDK. */
    async create(path, body) {
        const headers = { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" };
        const answer = await fetch(`${this.endpoint}/v1.0${path}`, { method: "POST", headers, body: JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) throw new Error(text);
        await this.emulator.received();
        return text && JSON.parse(text);
    }
}

function userNamed(displayName, properties) {
    const name = displayName.toLowerCase();
    return {
        accountEnabled: true,
        displayName,
        mailNickname: name,
        userPrincipalName: `${name}@contoso.example`,
        passwordProfile: { password: "an-example-1", forceChangePasswordNextSignIn: true },
        ...properties,
    };
}

/** Returns the error of Graph that a request fails with. */
async function refused(request) {
    try {
        await request;
    } catch (error) {
        // The SDK throws a plain object, or an instance of its `DefaultApiError`, with the status.
        if (error.responseStatusCode) return error;
        throw error;
    }
    throw new Error("the request was not refused");
}

async function createAndReadAUser({ graph, emulator, ...session }) {
    const made = await graph.users.post(userNamed("Ann", { jobTitle: "Clerk" }));
    assertEqual([made.displayName, made.userPrincipalName], ["Ann", "ann@contoso.example"], "the reply");
    const [request] = await emulator.received();
    assertEqual([request.method, request.target, request.status], ["POST", "/v1.0/users", 201], "the request");
    for (const key of [made.id, "ann@contoso.example", "Ann@Contoso.example"]) {
        const got = await graph.users.byUserId(key).get();
        assertEqual([got.id, got.jobTitle], [made.id, "Clerk"], `the user ${key}`);
        // Only the properties that a read without $select returns.
        assertEqual([got.mailNickname, got.accountEnabled], [undefined, undefined], "what is not returned by default");
    }
    const taken = await refused(graph.users.post(userNamed("ANN")));
    assertEqual([taken.responseStatusCode, taken.errorEscaped?.code], [400, "Request_BadRequest"], "a name that is taken");
    await emulator.received();
}

async function updateAndDeleteAUser(session) {
    const made = await session.newUser("Bob");
    const one = session.user(made.id);
    assertEqual(await one.patch({ jobTitle: "Cook", department: "Hall" }), undefined, "the reply to a 204");
    const got = await one.get({ queryParameters: { select: ["jobTitle", "department", "displayName"] } });
    assertEqual([got.jobTitle, got.department, got.displayName], ["Cook", "Hall", "Bob"], "what was changed");
    await one.patch({ department: null });
    await one.delete();
    assertEqual((await refused(one.get())).responseStatusCode, 404, "the error");
    const requests = await session.emulator.received();
    const expected = [["PATCH", 204], ["GET", 200], ["PATCH", 204], ["DELETE", 204], ["GET", 404]];
    assertEqual(requests.map((it) => [it.method, it.status]), expected, "the requests");
    assertEqual(requests[2].json, { department: null }, "the body with a null");
}

async function pagesOfUsers(session) {
    for (const name of ["Cleo", "Dan", "Eve", "Finn"]) await session.newUser(name);
    const queryParameters = { orderby: ["displayName desc"], select: ["displayName"], top: 2 };
    const first = await session.graph.users.get({ queryParameters });
    assertEqual(first.value.length, 2, "the size of the first page");
    const names = [];
    const factory = createUserCollectionResponseFromDiscriminatorValue;
    const note = (user) => names.push(user.displayName) > 0;
    await new PageIterator(session.adapter, first, note, factory, ERRORS).iterate();
    const right = ["Finn", "Eve", "Dan", "Cleo", "Ann"];
    assertEqual(names, right, "what was listed");
    const requests = await session.emulator.received();
    assertEqual(requests.map(({ status }) => status), [200, 200, 200], "the pages");
    assertEqual(session.endpoint + requests[1].target, first.odataNextLink, "the link that was followed");
    await session.emulator.received();
}

async function advancedQueries(session) {
    await session.newUser("Gus", { surname: "O'Hara & sons" });
    const find = (queryParameters) => session.graph.users.get({ queryParameters, headers: EVENTUAL });
    const filter = "surname eq 'O''Hara & sons'";
    const found = await find({ count: true, filter, orderby: ["displayName"], select: ["displayName"] });
    assertEqual([found.value.map((it) => it.displayName), found.odataCount], [["Gus"], 1], "what was found");
    const searched = await find({ search: '"displayName:fi"', select: ["displayName"] });
    assertEqual(searched.value.map((it) => it.displayName), ["Finn"], "what was searched");
    assertEqual(await session.graph.users.count.get({ headers: EVENTUAL }), 6, "the count");
    const count = await refused(session.graph.users.count.get());
    assertEqual([count.responseStatusCode, count.errorEscaped?.code], [400, "Request_BadRequest"], "a count without the header");
    const ends = await refused(session.graph.users.get({ queryParameters: { filter: "endsWith(displayName,'s')" } }));
    assertEqual([ends.responseStatusCode, ends.errorEscaped?.code], [400, "Request_UnsupportedQuery"], "an advanced filter");
    await session.emulator.received();
}

async function changesSinceADeltaLink(session) {
    const { delta } = session.graph.users;
    const round = async (page) => {
        const listed = [...page.value];
        while (page.odataNextLink) {
            page = await delta.withUrl(page.odataNextLink).get();
            listed.push(...page.value);
        }
        return [listed, page.odataDeltaLink];
    };
    const [listed, link] = await round(await delta.get());
    assertEqual(listed.length, 6, "the users of the first round");
    const [ann, dan] = ["Ann", "Dan"].map((name) => listed.find((it) => it.displayName === name));
    const made = await session.newUser("Hal");
    await session.user(ann.id).patch({ jobTitle: "Head" });
    await session.user(dan.id).delete();
    const [changes] = await round(await delta.withUrl(link).get());
    assertEqual(changes.map((it) => it.id).sort(), [made.id, ann.id, dan.id].sort(), "what has changed");
    const changed = changes.find((it) => it.id === ann.id);
    assertEqual([changed.jobTitle, changed.displayName], ["Head", undefined], "the changed properties");
    const removed = changes.find((it) => it.id === dan.id);
    assertEqual("@removed" in (removed.additionalData ?? removed), true, "whether the removed user is marked");
    await session.emulator.received();
}

async function theManagerOfAUser(session) {
    const [ann, gus] = await Promise.all(["ann", "gus"].map((name) => session.user(`${name}@contoso.example`).get()));
    const { manager } = session.user(gus.id);
    assertEqual((await refused(manager.get())).responseStatusCode, 404, "a manager that is not there");
    await manager.ref.put({ odataId: `${session.endpoint}/v1.0/users/${ann.id}` });
    const found = await manager.get();
    assertEqual([found.odataType, found.id], ["#microsoft.graph.user", ann.id], "the manager");
    await manager.ref.delete();
    assertEqual((await refused(manager.get())).responseStatusCode, 404, "the manager afterwards");
    await session.emulator.received();
}

async function anIntuneEntity(session) {
    const path = "/deviceManagement/deviceCategories";
    const factory = createDeviceCategoryFromDiscriminatorValue;
    const category = (body) => ({ body, serialize: serializeDeviceCategory });
    const post = (body) => session.send(HttpMethod.POST, path, factory, category(body));
    const made = await post({ displayName: "Kiosk", description: "In the hall" });
    const one = `${path}/${made.id}`;
    const changed = await session.send(HttpMethod.PATCH, one, factory, category({ description: "By the door" }));
    assertEqual([changed.displayName, changed.description], ["Kiosk", "By the door"], "the reply to the change");
    const list = await session.send(HttpMethod.GET, path, createDeviceCategoryCollectionResponseFromDiscriminatorValue);
    assertEqual(list.value.map((it) => it.id), [made.id], "the list");
    await session.send(HttpMethod.DELETE, one);
    const lost = await refused(session.send(HttpMethod.GET, one, factory));
    assertEqual([lost.responseStatusCode, lost.errorEscaped?.code], [404, "ResourceNotFound"], "the error");
    const refusal = await refused(post({ additionalData: { colour: "red" } }));
    assertEqual([refusal.responseStatusCode, refusal.errorEscaped?.code], [400, "ModelValidationFailure"], "the refusal");
    await session.emulator.received();
}

async function actions(session) {
    const message = {
        subject: "Hi",
        importance: "high",
        body: { content: "Dear all", contentType: "text" },
        toRecipients: [{ emailAddress: { address: "bob@contoso.example" } }],
    };
    const ann = session.user("ann@contoso.example");
    await ann.sendMail.post({ message, saveToSentItems: false });
    const [request] = await session.emulator.received();
    assertEqual([request.status, Object.keys(request.json).sort()], [202, ["Message", "SaveToSentItems"]], "the request");
    const draft = await ann.messages.post(message);
    assertEqual([draft.subject, draft.importance, draft.body.contentType], ["Hi", "high", "text"], "the draft");
    await ann.messages.byMessageId(draft.id).send.post();
    assertEqual((await session.emulator.received())[1].status, 202, "the action without parameters");
}

async function batch(session) {
    const ann = session.user("ann@contoso.example");
    const gone = await session.newUser("Ida");
    const post = (requests) => {
        const content = new BatchRequestContent(session.adapter, ERRORS);
        for (const [id, request] of Object.entries(requests)) content.addBatchRequest(request, id);
        return content.postAsync();
    };
    const change = ann.toPatchRequestInformation({ department: "By a batch" });
    const outcome = await post({ change }).then(() => 200, (error) => error.responseStatusCode);
    checkKnownFault(outcome, 200, 400, "the headers of a request are left out in a batch, so that a write is refused");
    const answers = await post({
        read: ann.toGetRequestInformation(),
        remove: session.user(gone.id).toDeleteRequestInformation(),
        lost: session.user("nobody@contoso.example").toGetRequestInformation(),
    });
    const statuses = [...answers.getResponses()].map(([id, { status }]) => [id, status]);
    assertEqual(statuses, [["read", 200], ["remove", 204], ["lost", 404]], "the answers");
    const body = await bodyOf(answers.getResponseById("read"));
    checkKnownFault(body, "Ann", null, "the bodies of a batch's answers are lost, as they are JSON and no base64");
    await session.emulator.received();
}

/** Returns the name in the body of a batch's answer, or null if there is no such body. */
async function bodyOf({ body }) {
    if (!body) return null;
    try {
        return JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body)).displayName;
    } catch {
        return null;
    }
}

async function throttled(session) {
    for (const fault of [{ seconds: 1 }, "missing"]) {
        await session.emulator.nextAnswers({ throttled: fault });
        await session.user("ann@contoso.example").get();
        const requests = await session.emulator.received();
        assertEqual(requests.map((it) => it.status), [429, 200], "the attempts");
    }
    assertEqual(await session.emulator.earlyReturns(), 0, "how often it came back too early");
}

async function largeFileUpload(session) {
    const RANGE = 320 * 1024;
    const content = new Uint8Array(2 * RANGE + 7).map((_, at) => at % 251);
    const drive = await session.create("/drives", {});
    const { id } = await session.create(`/drives/${drive.id}/items`, { name: "large.bin" });
    const path = `/drives/${drive.id}/items/${id}`;
    const opened = await session.send(HttpMethod.POST, `${path}/createUploadSession`, createUploadSessionFromDiscriminatorValue);
    await session.emulator.received();
    const upload = (upload) => {
        const stream = new Blob([content]).stream();
        return new LargeFileUploadTask(session.adapter, upload, stream, RANGE, createDriveItemFromDiscriminatorValue, ERRORS).upload();
    };
    const outcome = await upload(opened).then(() => "uploaded", (error) => error.message);
    checkKnownFault(outcome, "uploaded", "Upload failed", "a range without an end, which a session begins with, is not uploaded");
    const bounded = { ...opened, nextExpectedRanges: [`0-${content.length - 1}`] };
    const second = await upload(bounded).then(() => "uploaded", (error) => error.message);
    checkKnownFault(second, "uploaded", "fetch failed", "the Content-Length of a range is one short, so that Node does not send it");
    if (second !== "uploaded") await session.putRanges(opened.uploadUrl, content, RANGE);
    const statuses = (await session.emulator.received()).map((it) => [it.method, it.status]);
    assertEqual(statuses, [["PUT", 202], ["PUT", 202], ["PUT", 201]], "the ranges");
    const read = (headers) => session.send(HttpMethod.GET, `${path}/content`, "ArrayBuffer", { headers });
    assertEqual(Buffer.from(await read()).equals(Buffer.from(content)), true, "whether the content is as it was sent");
    assertEqual([...new Uint8Array(await read({ Range: "bytes=5-9" }))], [...content.slice(5, 10)], "a part of the content");
    await session.emulator.received();
}

async function photo(session) {
    const { content } = session.user("ann@contoso.example").photo;
    assertEqual((await refused(content.get())).responseStatusCode, 404, "the photo that is not there");
    const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
    await content.put(bytes.buffer, { headers: { "Content-Type": ["image/png"] } });
    assertEqual([...new Uint8Array(await content.get())], [...bytes], "the photo");
    await session.emulator.received();
}

const STEPS = [
    createAndReadAUser,
    updateAndDeleteAUser,
    pagesOfUsers,
    advancedQueries,
    changesSinceADeltaLink,
    theManagerOfAUser,
    anIntuneEntity,
    actions,
    batch,
    throttled,
    largeFileUpload,
    photo,
];

const [endpoint, token] = process.argv.slice(2);
await run(new Session(endpoint, token), STEPS);
