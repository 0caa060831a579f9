// What the sessions of Microsoft's JavaScript and TypeScript SDKs have in common: the control addresses of the emulator,
// and checks.
//
// Each step checks what the SDK returns and what the emulator received. A known fault of the SDK is printed
// and does not fail the step. If the SDK no longer has the fault, that is printed too. Any other difference
// fails the step.

import { isDeepStrictEqual } from "node:util";

/** The control addresses of the emulator, used without the SDK. */
export class Emulator {
    #endpoint;
    #seen = 0;

    constructor(endpoint) {
        this.#endpoint = endpoint;
    }

    async nextAnswers(...faults) {
        const request = {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(faults),
        };
        const answer = await fetch(`${this.#endpoint}/emulator/faults`, request);
        if (!answer.ok) throw new Error(await answer.text());
    }

    /** Returns the number of requests that came before the time in `Retry-After`. */
    async earlyReturns() {
        const answer = await fetch(`${this.#endpoint}/emulator/findings`);
        const early = (await answer.json()).filter(({ kind }) => kind === "tooEarly");
        return early.reduce((sum, { count }) => sum + count, 0);
    }

    /** Returns the requests since the last call. */
    async received() {
        const answer = await fetch(`${this.#endpoint}/emulator/requests`);
        const requests = await answer.json();
        const fresh = requests.slice(this.#seen);
        this.#seen = requests.length;
        // Requests inside of a batch are left out; the batch itself is not.
        const outer = fresh.filter(({ batch }) => (batch ?? null) === null);
        return outer.map((request) => ({ ...request, headers: Object.fromEntries(request.headers) }));
    }
}

export function assertEqual(actual, expected, what) {
    if (!isDeepStrictEqual(actual, expected)) {
        throw new Error(`${what} is ${JSON.stringify(actual)} and should be ${JSON.stringify(expected)}`);
    }
}

/** Prints whether the SDK has a known fault or no longer has it. Any other value fails the step. */
export function checkKnownFault(actual, right, faulty, fault) {
    if (isDeepStrictEqual(actual, faulty)) {
        console.log(`sdk fault: ${fault}`);
    } else if (isDeepStrictEqual(actual, right)) {
        console.log(`sdk fault mended: ${fault}`);
    } else {
        const [is, wanted, known] = [actual, right, faulty].map((value) => JSON.stringify(value));
        throw new Error(`${is} is neither right, ${wanted}, nor the known fault, ${known}`);
    }
}

/** Returns the error of a class that a request fails with. */
export async function refused(request, kind) {
    try {
        await request;
    } catch (error) {
        if (error instanceof kind) return error;
        throw error;
    }
    throw new Error("the request was not refused");
}

/** Runs the steps, and sets the exit code. */
export async function run(session, steps) {
    let failed = 0;
    for (const step of steps) {
        try {
            await step(session);
            console.log(`ok ${step.name}`);
        } catch (error) {
            failed += 1;
            console.error(error);
            console.log(`FAILED ${step.name}: ${error.message}`);
        }
    }
    console.log(`${steps.length - failed} passed, ${failed} failed`);
    process.exitCode = failed ? 1 : 0;
}
