// Replaces the tables of the page by tables that follow the emulator, and that can be sorted, filtered and opened.
// All texts are set as text: nothing that a client sent becomes markup.

const INTERVAL = 1000;
// How long until the next attempt if the emulator does not answer.
const RETRY = 3000;
// How often tables are fetched whose making costs more: the addresses and the entities.
const SLOW_INTERVAL = 5000;
const MAX_REQUESTS = 2000;
const ROWS = 200;

const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");

/** An element with properties and children: nodes or texts. */
function element(tag, properties = {}, ...children) {
  const { aria = {}, ...others } = properties;
  const made = Object.assign(document.createElement(tag), others);
  for (const [name, value] of Object.entries(aria)) made.setAttribute(`aria-${name}`, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

const code = (text) => element("code", {}, text);

/** A path as code, which a line may end after each of its segments and options. */
function pathCode(path) {
  const parts = path.split(/(?<=[/?&])/).flatMap((part) => [part, element("wbr")]);
  return element("code", {}, ...parts);
}

/** The emulator does not answer: it has stopped, or it is not the emulator any more. */
class NoAnswer extends Error {}

async function json(address, options = {}) {
  let answer, body;
  try {
    answer = await fetch(address, options);
    body = await answer.json();
  } catch (error) {
    throw new NoAnswer("The emulator does not answer.", { cause: error });
  }
  if (!answer.ok) throw new Error(body.error?.message ?? `${address} answers ${answer.status}.`);
  return body;
}

function say(text) {
  byId("message").textContent = text;
  byId("message").hidden = text === "";
}

/**
 * A table whose rows are kept when their data change, so that the focus, what is open and the place on the page stay.
 *
 * A column has a `title`, the `value` to sort by, and a `cell` if it shows something else than the value. `detail`
 * makes what is shown beneath an open row, whose `toggle` column has the button.
 */
class Table {
  #place;
  #columns;
  #key;
  #detail;
  #empty;
  #sort;
  #rows = [];
  #filter = () => true;
  #shown = new Map();
  #open = new Map();
  #limit = ROWS;
  #count = null;

  constructor(section, { columns, key, detail, empty, sort, label }) {
    this.section = byId(section);
    this.#place = this.section.querySelector(".table");
    this.#columns = columns;
    this.#key = key;
    this.#detail = detail;
    this.#empty = element("p", {}, empty);
    this.#sort = sort;
    this.body = element("tbody");
    this.heads = columns.map((column, at) => this.#head(column, at));
    const head = element("thead", {}, element("tr", {}, ...this.heads));
    this.table = element("table", { aria: { label } }, head, this.body);
    this.more = element("button", { type: "button", onclick: () => this.#showMore() });
    this.#place.replaceChildren(this.#empty, this.table, this.more);
    this.form = this.section.querySelector("form");
    if (this.form) this.#readFilter();
    this.render();
  }

  #head(column, at) {
    const button = element("button", { type: "button", onclick: () => this.#sortBy(at) }, column.title);
    return element("th", { scope: "col", className: column.className ?? "" }, button);
  }

  #readFilter() {
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => {
      this.#limit = ROWS;
      this.onfilter?.();
      this.render();
    });
  }

  /** The values of the filter by their names. */
  get wanted() {
    return Object.fromEntries(new FormData(this.form));
  }

  /** Sets which rows are shown: `filter` gets the row and the values of the form. */
  set filter(filter) {
    this.#filter = filter;
  }

  /** Sets the rows, and how many there are in all if these are not all of them. */
  set(rows, count = null) {
    this.#rows = rows;
    this.#count = count;
    this.render();
  }

  #sortBy(at) {
    const isSame = this.#sort.at === at;
    this.#sort = { at, down: isSame ? !this.#sort.down : false };
    this.render();
  }

  #showMore() {
    this.#limit += ROWS;
    this.render();
  }

  /** Shows a row whatever the filter, opens it and goes there. Returns whether it exists. */
  async reveal(key) {
    const row = this.#rows.find((row) => this.#key(row) === key);
    if (!row) return false;
    this.form?.reset();
    this.#limit = Math.max(this.#limit, this.#rows.length);
    this.render();
    if (!this.#open.has(key)) await this.#toggle(row);
    const shown = this.#shown.get(key).line;
    shown.scrollIntoView({ block: "center" });
    shown.querySelector(".toggle").focus({ preventScroll: true });
    return true;
  }

  render() {
    const { at, down } = this.#sort;
    this.heads.forEach((head, index) => {
      const direction = down ? "descending" : "ascending";
      head.setAttribute("aria-sort", index === at ? direction : "none");
    });
    const wanted = this.form ? this.wanted : {};
    const { value } = this.#columns[at];
    const rows = this.#rows.filter((row) => this.#filter(row, wanted));
    rows.sort((one, other) => (down ? -1 : 1) * compare(value(one), value(other)));
    const visible = rows.slice(0, this.#limit);
    this.#putRows(visible);
    const all = this.#count ?? this.#rows.length;
    this.table.hidden = rows.length === 0;
    this.#empty.hidden = all > 0;
    this.more.hidden = rows.length <= this.#limit;
    this.more.textContent = `Show more: ${number.format(rows.length - visible.length)} left`;
    const output = this.form?.querySelector("output");
    if (output) output.textContent = all ? `${number.format(rows.length)} of ${number.format(all)}` : "";
  }

  /** Puts the lines in order. A line that is in its place is not touched. */
  #putRows(rows) {
    const keys = new Set(rows.map(this.#key));
    for (const [key, { line }] of this.#shown) {
      if (keys.has(key)) continue;
      line.remove();
      this.#open.get(key)?.remove();
      this.#shown.delete(key);
    }
    let next = this.body.firstChild;
    for (const row of rows) {
      const key = this.#key(row);
      for (const line of [this.#line(key, row), this.#open.get(key)]) {
        if (!line) continue;
        if (line === next) next = next.nextSibling;
        else this.body.insertBefore(line, next);
      }
    }
  }

  #line(key, row) {
    const shown = this.#shown.get(key) ?? { line: element("tr"), texts: [] };
    if (shown.row === row) return shown.line;
    shown.row = row;
    this.#columns.forEach((column, at) => {
      const text = String(column.text ? column.text(row) : column.value(row));
      if (shown.texts[at] === text) return;
      shown.texts[at] = text;
      const cell = element("td", { className: column.className ?? "" });
      const content = column.cell ? column.cell(row) : text;
      cell.append(column.toggle ? this.#button(key, content) : content);
      if (column.below) cell.append(...column.below(row));
      if (shown.line.children[at]) shown.line.children[at].replaceWith(cell);
      else shown.line.append(cell);
    });
    this.#shown.set(key, shown);
    return shown.line;
  }

  #button(key, content) {
    const onclick = () => this.#toggle(this.#shown.get(key).row);
    const expanded = String(this.#open.has(key));
    return element("button", { type: "button", className: "toggle", onclick, aria: { expanded } }, content);
  }

  async #toggle(row) {
    const key = this.#key(row);
    const { line } = this.#shown.get(key);
    const button = line.querySelector(".toggle");
    const open = this.#open.get(key);
    line.classList.toggle("open", !open);
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      open.remove();
      this.#open.delete(key);
      return;
    }
    const cell = element("td", { colSpan: this.#columns.length });
    const detail = element("tr", { className: "detail" }, cell);
    this.#open.set(key, detail);
    line.after(detail);
    try {
      cell.append(await this.#detail(row));
    } catch (error) {
      cell.append(element("p", { className: "bad" }, error.message));
    }
  }

  /** Forgets which rows are open: their keys name others now. */
  close() {
    this.#open.forEach((detail) => detail.remove());
    this.#open.clear();
    this.#shown.forEach(({ line }) => line.remove());
    this.#shown.clear();
  }
}

const collator = new Intl.Collator("en", { numeric: true });

function compare(one, other) {
  return typeof one === "number" ? one - other : collator.compare(one, other);
}

const contains = (wanted, ...texts) =>
  !wanted || texts.some((text) => text.toLowerCase().includes(wanted.toLowerCase()));

// The bodies of a request and of its reply.

function body({ text, length, isCut }) {
  if (text === null) return element("p", { className: "quiet" }, `A body of ${number.format(length)} bytes: too large to be kept.`);
  if (length === 0) return element("p", { className: "quiet" }, "No body.");
  const shown = element("pre", { tabIndex: 0, aria: { label: "Body" } }, text);
  if (!isCut) return shown;
  const word = `Cut: these are the first ${number.format(text.length)} characters; the body has ${number.format(length)} bytes.`;
  return element("div", {}, shown, element("p", { className: "quiet" }, word));
}

function headers(pairs) {
  const list = element("dl");
  for (const [name, value] of pairs) list.append(element("dt", {}, name), element("dd", {}, value));
  return element("details", {}, element("summary", {}, `Headers (${pairs.length})`), list);
}

function side(title, content) {
  if (!content) return element("div", {}, element("h3", {}, title));
  return element("div", {}, element("h3", {}, title), headers(content.headers), body(content.body));
}

async function exchange({ index }) {
  const seen = await json(`/emulator/requests/${index}`);
  const about = element("p", { className: "quiet" }, `Received ${seen.received}, answered after ${seen.milliseconds.toFixed(3)} ms. `);
  if (seen.batch !== null) about.append("Part of the batch ", requestLink(seen.batch), ".");
  let reply = side(`Reply: ${statusText(seen.status)}`, seen.reply);
  if (!seen.reply) {
    const why = seen.status === 0 ? "The connection was reset without a reply." : "The reply is no longer kept.";
    reply.append(element("p", { className: "quiet" }, why));
  }
  return element("div", { className: "exchange" }, about, side("Request", seen), reply);
}

async function entity({ path }) {
  const seen = await json(`/emulator/entities${path}`);
  return element("div", { className: "exchange single" }, body(seen.body));
}

function requestLink(index) {
  const onclick = async () => {
    const isKept = await requests.reveal(index);
    say(isKept ? "" : `The request ${index} is no longer kept.`);
  };
  return element("button", { type: "button", className: "link", onclick }, String(index));
}

const statusText = (status) => (status === 0 ? "reset" : String(status));
const statusCell = ({ status }) => element("span", { className: `s${Math.floor(status / 100)}` }, statusText(status));
const levels = new Map();
const chip = (kind) => element("span", { className: `chip ${levels.get(kind) ?? ""}` }, kind);
const quiet = (className, content) => element("div", { className: `quiet ${className}` }, content);
const seconds = (value) => (value === null ? "" : value.toFixed(3));

const findings = new Table("findings", {
  label: "Findings",
  empty: "None.",
  key: (row) => `${row.kind} ${row.request} ${row.sentence}`,
  sort: { at: 3, down: false },
  columns: [
    { title: "Level", className: "fixed", value: (row) => row.level, cell: (row) => element("span", { className: row.level }, row.level) },
    { title: "Finding", className: "fixed wide", value: (row) => row.kind, cell: (row) => code(row.kind) },
    { title: "Times", className: "n wide", value: (row) => row.count },
    { title: "First", className: "n", value: (row) => row.request, cell: (row) => requestLink(row.request) },
    { title: "What was seen", value: (row) => row.sentence, below: (row) => [quiet("narrow", code(row.kind)), quiet("", pathCode(`${row.method} ${row.path}`))] },
  ],
});
findings.filter = (row, { level, text }) =>
  (!level || row.level === level) && contains(text, row.kind, row.sentence, `${row.method} ${row.path}`);

const requests = new Table("requests", {
  label: "Requests",
  empty: "None so far.",
  key: (row) => row.index,
  detail: exchange,
  sort: { at: 0, down: true },
  columns: [
    { title: "Index", className: "n wide", value: (row) => row.index },
    { title: "Time (UTC)", className: "fixed wide", value: (row) => row.received, cell: (row) => element("span", { title: row.received }, row.received.slice(11, 23)) },
    { title: "Method", className: "fixed", value: (row) => row.method },
    { title: "Status", className: "fixed", value: (row) => row.status, cell: statusCell },
    {
      title: "Path and query",
      toggle: true,
      value: (row) => row.target,
      text: (row) => `${row.target} ${row.findings.map((kind) => kind + levels.get(kind))}`,
      cell: (row) => pathCode(row.target),
      below: (row) => [element("div", {}, ...(row.batch === null ? [] : [element("span", { className: "chip" }, `in batch ${row.batch}`)]), ...row.findings.map(chip))],
    },
    { title: "ms", className: "n wide", value: (row) => row.milliseconds, cell: (row) => row.milliseconds.toFixed(1) },
  ],
});
requests.filter = (row, { text, status, level }) => {
  const kinds = row.findings;
  const has = { "": true, any: kinds.length > 0, none: kinds.length === 0, error: kinds.some((kind) => levels.get(kind) === "error") };
  return contains(text, `${row.method} ${row.target}`) && (!status || String(Math.floor(row.status / 100)) === status) && has[level];
};

const waits = new Table("waits", {
  label: "Throttled requests",
  empty: "No request was told to come back.",
  key: (row) => row.at,
  sort: { at: 3, down: false },
  columns: [
    {
      title: "Request",
      value: (row) => `${row.method} ${row.target}`,
      text: (row) => `${row.method} ${row.target} ${row.waited}`,
      cell: (row) => pathCode(`${row.method} ${row.target}`),
      below: (row) => [quiet("narrow", waitTimes(row))],
    },
    { title: "Asked, s", className: "n wide", value: (row) => row.asked ?? -1, cell: (row) => seconds(row.asked) },
    { title: "Waited, s", className: "n wide", value: (row) => row.waited ?? -1, cell: (row) => seconds(row.waited) },
    { title: "State", className: "fixed", value: waitState, cell: (row) => element("span", { className: row.isTooEarly ? "bad" : "" }, waitState(row)) },
  ],
});

function waitState(row) {
  if (row.waited === null) return "open";
  return row.isTooEarly ? "too early" : "repeated";
}

function waitTimes({ asked, waited }) {
  const times = asked === null ? "no time was asked" : `asked ${seconds(asked)} s`;
  return waited === null ? times : `${times}, waited ${seconds(waited)} s`;
}

const addresses = new Table("addresses", {
  label: "Types and addresses",
  empty: "None.",
  key: (row) => row.address,
  sort: { at: 0, down: false },
  columns: [
    { title: "Address", value: (row) => row.address, cell: (row) => pathCode(row.address) },
    { title: "Types", className: "wide", value: (row) => row.types, cell: (row) => code(row.types) },
    { title: "Entities", className: "n", value: (row) => row.entities },
  ],
});
addresses.filter = (row, { text, stored }) => contains(text, row.address, row.types) && (!stored || row.entities > 0);

const entities = new Table("entities", {
  label: "Entities",
  empty: "None.",
  key: (row) => row.path,
  detail: entity,
  sort: { at: 0, down: false },
  columns: [
    { title: "Path", toggle: true, value: (row) => row.path, cell: (row) => pathCode(row.path) },
    { title: "Type", className: "wide", value: (row) => row.type, cell: (row) => code(row.type) },
  ],
});

const settings = new Table("settings", {
  label: "Settings",
  empty: "None.",
  key: (row) => row.name,
  sort: { at: 2, down: false },
  columns: [
    { title: "Setting", value: (row) => row.name },
    { title: "Value", value: (row) => row.value, cell: (row) => code(row.value) },
    { title: "Default", className: "fixed", value: (row) => (row.isDefault ? "yes" : "no"), cell: (row) => element("span", { className: row.isDefault ? "quiet" : "changed" }, row.isDefault ? "yes" : "no") },
  ],
});

// What is known of the emulator, and the fetching of what is new.

let known = {};
let kept = new Map();
let isPaused = false;
let isBusy = false;
let isWanted = false;
let timer = 0;

const changed = (name, value) => {
  const text = JSON.stringify(value);
  const isNew = known[name] !== text;
  known[name] = text;
  return isNew;
};

function forget() {
  known = {};
  kept = new Map();
  for (const table of [requests, entities]) table.close();
}

async function update() {
  const status = await json("/emulator/status");
  const run = `${status.started} ${status.resets}`;
  if (known.run !== run) {
    forget();
    known.run = run;
    settings.set(await json("/emulator/settings"));
  }
  count("findings", status.findings.different);
  count("requests", status.requests.arrived);
  count("waits", status.openWaits);
  count("entities", status.entities.count);
  byId("endpoint").textContent = status.endpoint;
  document.querySelector("[data-post='/emulator/save']").hidden = !status.hasDataFile;
  if (changed("findings", status.findings)) await updateFindings();
  if (changed("requests", status.requests)) await updateRequests(status.requests);
  await updateSlow(status);
}

const count = (name, value) => {
  document.querySelector(`[data-count="${name}"]`).textContent = number.format(value);
};

async function updateFindings() {
  const rows = await json("/emulator/findings");
  for (const { kind, level } of rows) levels.set(kind, level);
  findings.set(rows);
  const errors = rows.filter((row) => row.level === "error").length;
  document.title = errors ? `(${errors}) graph-emulator` : "graph-emulator";
}

async function updateRequests({ oldest, recorded }) {
  const since = known.recorded ?? 0;
  const rows = await json(`/emulator/requests?bodies=false&since=${since}&limit=${MAX_REQUESTS}`);
  known.recorded = recorded;
  for (const row of rows) kept.set(row.index, row);
  const indices = [...kept.keys()].sort((one, other) => other - one);
  for (const index of indices.slice(MAX_REQUESTS)) kept.delete(index);
  for (const index of indices) if (oldest === null || index < oldest) kept.delete(index);
  requests.set([...kept.values()]);
  const all = await json("/emulator/waits");
  waits.set(all.map((wait, at) => ({ ...wait, at })));
}

async function updateSlow({ entities: stored }) {
  const isOpen = ({ section }) => section.querySelector("details").open;
  const now = Date.now();
  for (const [table, name, fetchRows] of [
    [addresses, "addresses", updateAddresses],
    [entities, "entities", updateEntities],
  ]) {
    const wanted = name === "entities" ? table.wanted.text : "";
    const state = JSON.stringify([stored, wanted]);
    const isDue = now - (known[`${name} at`] ?? 0) >= SLOW_INTERVAL || known[`${name} of`] !== wanted;
    if (!isOpen(table) || known[name] === state || !isDue) continue;
    Object.assign(known, { [name]: state, [`${name} at`]: now, [`${name} of`]: wanted });
    await fetchRows(wanted);
  }
}

async function updateAddresses() {
  addresses.set(await json("/emulator/addresses"));
}

async function updateEntities(path) {
  const found = await json(`/emulator/entities?limit=${ROWS}&path=${encodeURIComponent(path)}`);
  entities.set(found.entities, found.count);
}

// Polling, which stops while nobody looks.

function show(state, text) {
  const live = byId("live");
  if (live.dataset.state === state) return;
  live.dataset.state = state;
  live.textContent = text;
}

/** Updates now, or after the update that is under way. */
async function poll() {
  isWanted = isBusy;
  if (isBusy || isPaused || document.hidden) return;
  clearTimeout(timer);
  isBusy = true;
  let delay = INTERVAL;
  try {
    await update();
    if (!isPaused) show("live", "Live");
  } catch (error) {
    // What was not fetched is fetched again.
    known = { run: known.run, recorded: known.recorded };
    delay = RETRY;
    show("lost", "No answer");
    if (!(error instanceof NoAnswer)) console.error(error);
  }
  isBusy = false;
  timer = setTimeout(poll, isWanted ? 0 : delay);
}

byId("pause").hidden = false;
byId("pause").onclick = () => {
  isPaused = !isPaused;
  byId("pause").textContent = isPaused ? "Resume" : "Pause";
  if (isPaused) show("paused", "Paused");
  poll();
};
document.addEventListener("visibilitychange", poll);
for (const details of document.querySelectorAll("main > section > details")) details.addEventListener("toggle", poll);
entities.onfilter = poll;
for (const link of document.querySelectorAll("nav a")) {
  link.addEventListener("click", () => {
    const details = document.querySelector(`${link.hash} > details`);
    if (details) details.open = true;
  });
}

byId("actions").hidden = false;
for (const button of document.querySelectorAll("[data-post]")) {
  button.onclick = async () => {
    if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
    try {
      await json(button.dataset.post, { method: "POST" });
      say(`${button.textContent}: done.`);
    } catch (error) {
      say(error.message);
    }
    poll();
  };
}

poll();
