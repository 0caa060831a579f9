// Sends requests to the emulator, and does with its status page what a person does. Fails on any error of the page's
// script, on anything that the browser's policy blocks, and on what is not shown.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [executablePath, endpoint, token, pictures] = process.argv.slice(2);
const CATEGORIES = "/beta/deviceManagement/deviceCategories";
const HOSTILE = "<img src=x onerror=\"document.title='taken over'\">";
const problems = [];
let passed = 0;

async function step(name, check) {
    await check();
    passed += 1;
    console.log(`ok: ${name}`);
}

function send(method, path, body, headers = {}) {
    const own = { Authorization: `Bearer ${token}`, "client-request-id": crypto.randomUUID(), ...headers };
    if (body !== undefined) own["Content-Type"] = "application/json";
    return fetch(endpoint + path, { method, headers: own, body: body && JSON.stringify(body) });
}

/** Requests as a client sends them: right ones and wrong ones, a batch, a throttled one and hostile names. */
async function traffic() {
    const ids = [];
    for (const displayName of ["Kiosk", "Lab", HOSTILE, "Warehouse"]) {
        const answer = await send("POST", CATEGORIES, { displayName, description: `The devices of ${displayName}.` });
        assert.equal(answer.status, 201);
        ids.push((await answer.json()).id);
    }
    await send("GET", `${CATEGORIES}?$select=id,displayName`);
    const one = `${CATEGORIES}/${ids[0]}`;
    await send("PATCH", one, { description: "As it was before." });
    await send("PATCH", one, { displayNam: "x" });
    await send("GET", `${CATEGORIES}/${encodeURIComponent(HOSTILE)}`);
    await send("GET", "/beta/users?$filter=displayName eq 'a very long name that takes several lines on a small screen'&$select=id,displayName,mail,userPrincipalName");
    await send("GET", one, undefined, { Authorization: "Bearer a-wrong-token" });
    await send("POST", "/beta/users", { displayName: "Adele", passwordProfile: { password: "hunter-two" } });
    const item = { id: "1", method: "GET", url: one.replace("/beta", ""), headers: { Authorization: `Bearer ${token}` } };
    await send("POST", "/beta/$batch", { requests: [item, { ...item, id: "2", url: "/deviceManagement/nothing" }] });
    const faults = JSON.stringify([{ throttled: { seconds: 60 } }, { status: [503, "missing"] }, "reset"]);
    await fetch(`${endpoint}/emulator/faults`, { method: "POST", headers: { "Content-Type": "application/json" }, body: faults });
    await send("GET", CATEGORIES);
    await send("GET", one);
    await send("GET", one).catch(() => {});
    await send("GET", CATEGORIES);
    await send("DELETE", one);
    // Without the recommended header, which is advice.
    await fetch(`${endpoint}/beta/users`, { headers: { Authorization: `Bearer ${token}` } });
}

async function open(browser, options) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("request", (request) => {
        const isOwn = request.url().startsWith(endpoint) || request.url().startsWith("data:");
        if (!isOwn) problems.push(`The page asks ${request.url()}.`);
    });
    await page.goto(`${endpoint}/`);
    return page;
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is not accessible: names, roles, contrasts, and the order of headings, by the rules of axe. */
async function inaccessible(page) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
}

const row = (page, text) => page.locator("#requests tbody tr:not(.detail)", { hasText: text });

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
    await traffic();
    const looks = [[1280, "light"], [1280, "dark"], [400, "light"], [400, "dark"]];
    for (const [width, colorScheme] of looks) {
        const name = `${width} px, ${colorScheme}`;
        const page = await open(browser, { viewport: { width, height: 900 }, colorScheme });
        await page.locator("#live[data-state=live]").waitFor();
        await step(`${name}: nothing is wider than the page`, async () => {
            const scrolls = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.equal(scrolls, 0);
        });
        await page.screenshot({ path: `${pictures}/${width}-${colorScheme}.png`, fullPage: true });
        await step(`${name}: a click shows the bodies of a request and its reply`, async () => {
            const toggle = row(page, "PATCH").last().locator(".toggle");
            await toggle.click();
            const bodies = page.locator("#requests tr.detail pre");
            await bodies.nth(1).waitFor();
            assert.match(await bodies.nth(0).textContent(), /"As it was before\."/);
            assert.match(await bodies.nth(1).textContent(), /"displayName": "Kiosk"/);
            assert.equal(await toggle.getAttribute("aria-expanded"), "true");
            await page.locator("#requests tr.detail summary").first().click();
            assert.match(await page.locator("#requests tr.detail dl").first().textContent(), /Bearer \[redacted\]/);
        });
        await page.screenshot({ path: `${pictures}/${width}-${colorScheme}-open.png` });
        await step(`${name}: it is accessible`, async () => {
            for (const section of ["addresses", "entities", "settings"]) {
                await page.locator(`#${section} summary`).first().click();
                await page.locator(`#${section} tbody tr`).first().waitFor();
            }
            assert.deepEqual(await inaccessible(page), []);
        });
        await page.context().close();
    }

    const page = await open(browser, { viewport: { width: 1280, height: 900 } });
    await page.locator("#live[data-state=live]").waitFor();
    const targets = () => page.locator("#requests tbody tr:not(.detail) td:nth-child(5) code").allTextContents();
    const heading = (name) => page.locator("#requests thead button", { hasText: name });

    await step("names are text, not markup", async () => {
        assert.equal(await page.locator("img").count(), 0);
        assert.match(await page.title(), /graph-emulator$/);
    });
    await step("no secret is shown", async () => {
        const toggle = row(page, "/beta/users").filter({ hasText: "POST" }).locator(".toggle");
        await toggle.click();
        await page.locator("#requests tr.detail pre").first().waitFor();
        assert.match(await page.locator("#requests tr.detail pre").first().textContent(), /"password": "\[redacted\]"/);
        await row(page, "$batch").locator(".toggle").click();
        await page.locator("#requests tr.detail pre").nth(3).waitFor();
        const text = await page.content();
        assert.ok(!text.includes("hunter-two") && !text.includes(token), "a secret is on the page");
        await toggle.click();
        await row(page, "$batch").locator(".toggle").click();
    });
    await step("a table is sorted by a click and by the keyboard", async () => {
        await heading("Path").click();
        const up = await targets();
        assert.deepEqual(up, [...up].sort(new Intl.Collator("en", { numeric: true }).compare));
        await heading("Path").press("Enter");
        assert.deepEqual(await targets(), [...up].reverse());
        assert.equal(await page.locator("#requests th[aria-sort=descending]").count(), 1);
        await heading("Index").focus();
        await page.keyboard.press("Space");
        await page.keyboard.press("Space");
    });
    await step("requests and findings are filtered", async () => {
        await page.locator("#requests select[name=status]").selectOption("5");
        assert.equal(await row(page, "").count(), 1);
        await page.locator("#requests select[name=status]").selectOption("");
        await page.locator("#requests input").fill("$batch");
        assert.equal(await row(page, "").count(), 1);
        await page.locator("#requests input").fill("");
        const found = page.locator("#findings tbody tr");
        const all = await found.count();
        await page.locator("#findings select").selectOption("error");
        assert.ok((await found.count()) < all && (await found.count()) > 0);
        await page.locator("#findings select").selectOption("");
    });
    await step("a finding leads to its request", async () => {
        await page.locator("#findings .link").first().click();
        await page.locator("#requests tr.detail pre").first().waitFor();
        await page.locator("#requests tr.open .toggle").first().click();
    });
    await step("it follows the emulator, and what is open and where one is stay", async () => {
        const before = row(page, "PATCH").last();
        await before.locator(".toggle").click();
        await page.locator("#requests tr.detail pre").first().waitFor();
        const top = () => before.evaluate((line) => Math.round(line.getBoundingClientRect().top));
        await before.evaluate((line) => line.scrollIntoView({ block: "center", behavior: "instant" }));
        await page.waitForTimeout(200);
        const place = await top();
        for (let at = 0; at < 5; at += 1) await send("GET", `${CATEGORIES}?$top=${at}`);
        await row(page, "$top=4").waitFor();
        assert.equal(await page.locator("#requests tr.detail pre").count(), 2);
        assert.ok(Math.abs((await top()) - place) < 2, `it moved from ${place} to ${await top()}`);
    });
    await step("it pauses", async () => {
        await page.locator("#pause").click();
        await page.waitForTimeout(200);
        let asked = 0;
        page.on("request", () => { asked += 1; });
        await page.waitForTimeout(1500);
        assert.equal(asked, 0);
        await page.locator("#pause").click();
        await page.locator("#live[data-state=live]").waitFor();
    });
    await step("addresses, entities and settings open, and an entity shows its values", async () => {
        for (const section of ["addresses", "entities", "settings"]) await page.locator(`#${section} summary`).first().click();
        await page.locator("#entities tbody .toggle", { hasText: "deviceCategories" }).first().click();
        const values = page.locator("#entities tr.detail pre");
        await values.waitFor();
        assert.match(await values.textContent(), /"displayName"/);
        await page.locator("#entities input").fill("nothing of this name");
        await page.locator("#entities tbody tr").first().waitFor({ state: "detached" });
        await page.locator("#entities input").fill("");
        assert.ok((await page.locator("#settings tbody tr").count()) > 10);
        await page.locator("#entities tbody tr").first().waitFor();
    });
    await page.screenshot({ path: `${pictures}/whole.png`, fullPage: true });
    await step("the data are saved and reset", async () => {
        await page.locator("[data-post='/emulator/save']").click();
        await page.locator("#message", { hasText: "done" }).waitFor();
        page.on("dialog", (dialog) => dialog.accept());
        await page.locator("[data-post='/emulator/reset']").click();
        await page.locator("#requests .table > p", { hasText: "None" }).waitFor();
        await send("GET", CATEGORIES);
        await row(page, CATEGORIES).waitFor();
    });

    await step("without a script it is a plain page", async () => {
        const plain = await open(browser, { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
        assert.match(await plain.locator("#requests table").textContent(), /GET \/beta\/deviceManagement/);
        assert.equal(await plain.locator("#pause").isVisible(), false);
        assert.equal(await plain.locator("#requests form").isVisible(), false);
        await plain.screenshot({ path: `${pictures}/plain.png` });
        // The page of another width: nothing is wider than it.
        await plain.setViewportSize({ width: 400, height: 900 });
        await plain.screenshot({ path: `${pictures}/plain-400.png` });
    });
    await step("nothing is wrong in the console", () => assert.deepEqual(problems, []));
    console.log(`${passed} passed, 0 failed`);
} finally {
    await browser.close();
}
