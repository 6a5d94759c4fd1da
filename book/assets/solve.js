// Exercises that are solved on their page. Nothing is loaded before a reader clicks the button.
const root = new URL("../", import.meta.url); // of the site
const assets = new URL("solve/", import.meta.url);

for (const box of document.querySelectorAll(".solve")) {
  const button = box.querySelector("button");
  box.hidden = false;
  button.addEventListener("click", () => open(box), { once: true });
}

async function open(box) {
  box.replaceChildren(element("p", { role: "status" }, "Loading the exercise …"));
  try {
    const answer = await fetch(new URL(`${box.dataset.exercise}.json`, assets));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    new Exercise(box, await answer.json());
  } catch (error) {
    box.replaceChildren(element("p", { role: "alert" }, `The exercise could not be loaded: ${error.message}.`));
  }
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

const WORDS = { passed: "passed", failed: "failed", error: "error", "to do": "to do", stopped: "stopped" };

class Exercise {
  constructor(box, { name, notebook, prose, modules }) {
    Object.assign(this, { box, name, notebook, prose, modules, key: `losses-by-hand:${name}` });
    this.cells = notebook.cells.map((cell, place) => ({ cell, place, meta: cell.metadata.nbgrader ?? {} }));
    this.editors = new Map();
    this.tests = new Map();
    this.outputs = new Map();
    this.work = this.stored();
    this.build();
  }

  // --- The reader's answers, stored on this device ---

  stored() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  keep(id, text) {
    this.work[id] = text;
    try {
      localStorage.setItem(this.key, JSON.stringify(this.work));
    } catch {
      this.say("Your browser does not let this page store anything: download your work before you leave.");
    }
  }

  // --- The page ---

  build() {
    this.status = element("p", { role: "status", class: "solve-status" });
    this.bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": "Download" });
    this.points = element("strong", { class: "solve-points" });
    this.run = element("button", { type: "button", class: "solve-run", onclick: () => this.start() }, "Run the tests");
    this.halt = element("button", { type: "button", disabled: true, onclick: () => this.stop() }, "Stop");
    const tools = element(
      "div", { class: "solve-tools", role: "group", "aria-label": "This exercise" },
      this.run, this.halt,
      element("button", { type: "button", onclick: () => this.download() }, "Download notebook"),
      element("button", { type: "button", onclick: () => this.reset() }, "Start again"),
      this.points, this.bar, this.status,
    );
    const parts = this.cells.map((one) => this.part(one)).filter(Boolean);
    this.box.replaceChildren(tools, ...parts);
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.start();
      }
    });
    this.box.dispatchEvent(new CustomEvent("grown", { bubbles: true }));
    this.count();
    this.say("Write your code, then run the tests: the button, or Ctrl-Enter in an editor.");
    this.box.querySelector("textarea")?.focus({ preventScroll: true });
  }

  part({ cell, place, meta }) {
    if (cell.cell_type === "markdown") {
      const prose = element("div", { class: "solve-prose" });
      prose.innerHTML = this.prose[place]; // rendered when the book was built
      for (const link of prose.querySelectorAll("a[data-page]")) link.href = new URL(link.dataset.page, root);
      return prose;
    }
    if (meta.solution) return this.editor(meta.grade_id, text(cell));
    if (meta.grade) return this.test(meta.grade_id, meta.points, text(cell));
    const output = element("pre", { class: "solve-output", hidden: true });
    this.outputs.set(idOf({ place, meta }), output);
    const given = element("details", {}, element("summary", {}, "Given code"), code(text(cell)));
    return element("div", { class: "solve-given" }, given, output);
  }

  editor(id, given) {
    const help = `${id}-help`;
    const area = element("textarea", {
      spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
      "aria-label": `Your code: ${id}`, "aria-describedby": help,
    });
    area.value = this.work[id] ?? given;
    const fit = () => (area.rows = Math.max(4, area.value.split("\n").length + 1));
    area.addEventListener("input", () => {
      fit();
      this.keep(id, area.value);
    });
    let leaving = false; // Escape, then Tab, leaves the editor
    area.addEventListener("keydown", (event) => {
      if (event.key === "Tab" && !leaving && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        indent(area, event.shiftKey);
      }
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey) newline(event, area);
      leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    });
    fit();
    this.editors.set(id, { area, given, fit });
    const output = element("pre", { class: "solve-output", hidden: true });
    this.outputs.set(id, output);
    return element(
      "div", { class: "solve-editor" },
      area,
      element("p", { id: help, class: "solve-help" }, "Tab indents; Escape, then Tab leaves the editor. Ctrl-Enter runs the tests."),
      output,
    );
  }

  test(id, points, source) {
    const verdict = element("span", { class: "solve-verdict" }, "not run");
    const message = element("pre", { class: "solve-message", hidden: true });
    const box = element(
      "div", { class: "solve-test" },
      element("details", {}, element("summary", {}, `${id} (${points} ${points === 1 ? "point" : "points"}) `, verdict), code(source)),
      message,
    );
    this.tests.set(id, { box, verdict, message, possible: points, points: 0 });
    return box;
  }

  say(sentence) {
    this.status.textContent = sentence;
  }

  count() {
    const all = [...this.tests.values()];
    const sum = (key) => all.reduce((total, test) => total + test[key], 0);
    this.points.textContent = `${sum("points")} of ${sum("possible")} points`;
  }

  show(id, outcome, points, message) {
    const test = this.tests.get(id);
    test.points = points;
    test.box.dataset.outcome = outcome;
    test.verdict.textContent = `${WORDS[outcome]}, ${points} of ${test.possible}`;
    test.message.textContent = message;
    test.message.hidden = !message;
    this.count();
  }

  // --- Running ---

  cellsToRun() {
    const codes = this.cells.filter(({ cell }) => cell.cell_type === "code");
    const last = codes.findLastIndex(({ meta }) => meta.grade);
    return codes.slice(0, last + 1).map((one) => ({
      id: idOf(one), source: text(one.cell), ...(one.meta.grade ? { points: one.meta.points } : {}),
    }));
  }

  start() {
    if (this.running) return;
    if (typeof WebAssembly === "undefined" || typeof DecompressionStream === "undefined" || typeof Worker === "undefined") {
      this.say("This browser lacks WebAssembly or a part of it; download the notebook and run it with PyTorch.");
      return;
    }
    this.running = true;
    this.current = "";
    this.run.disabled = true;
    this.halt.disabled = false;
    for (const id of this.tests.keys()) this.show(id, "to do", 0, "");
    for (const test of this.tests.values()) test.verdict.textContent = "…";
    for (const output of this.outputs.values()) output.hidden = true;
    this.say(worker ? "Running …" : "Loading Python (once, 9 MB) …");
    const answers = Object.fromEntries([...this.editors].map(([id, { area }]) => [id, area.value]));
    started(this).postMessage({ cells: this.cellsToRun(), answers, modules: this.modules });
  }

  heard(event) {
    if (event.event === "progress") {
      this.bar.hidden = event.part >= 1;
      this.bar.value = event.part;
    } else if (event.event === "ready") {
      this.bar.hidden = true;
      this.say("Running …");
    } else if (event.event === "starts") {
      this.current = event.cell;
    } else if (event.event === "ran") {
      const output = this.outputs.get(event.cell);
      const said = [event.printed.trimEnd(), event.error].filter(Boolean).join("\n");
      if (output && said && event.error !== "NotImplementedError: not yet implemented") {
        output.textContent = said;
        output.hidden = false;
      }
    } else if (event.event === "verdict") {
      this.show(event.test, event.outcome, event.points, event.message);
    } else if (event.event === "done") {
      const passed = [...this.tests.values()].filter((test) => test.box.dataset.outcome === "passed").length;
      this.finish(`${passed} of ${this.tests.size} tests pass: ${this.points.textContent}. The grader has more tests than these.`);
    } else if (event.event === "broken") {
      forget();
      this.finish(`Python stopped: ${event.message}. Run again to start it anew, or download the notebook and run it with PyTorch.`);
    }
  }

  stop() {
    if (!this.running) return;
    forget();
    if (this.tests.has(this.current)) this.show(this.current, "stopped", 0, "You stopped this test while it was running.");
    for (const test of this.tests.values()) if (test.verdict.textContent === "…") test.verdict.textContent = "not run";
    this.finish(this.current ? `Stopped in ${this.current}.` : "Stopped.");
  }

  finish(sentence) {
    this.running = false;
    this.bar.hidden = true;
    this.run.disabled = false;
    this.halt.disabled = true;
    this.say(sentence);
  }

  // --- Download ---

  download() {
    const filled = structuredClone(this.notebook);
    for (const cell of filled.cells) {
      const meta = cell.metadata.nbgrader ?? {};
      if (meta.solution) cell.source = this.editors.get(meta.grade_id).area.value;
    }
    const file = new Blob([JSON.stringify(filled, null, 1)], { type: "application/x-ipynb+json" });
    const link = element("a", { href: URL.createObjectURL(file), download: `${this.name.split("/")[1]}.ipynb` });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  reset() {
    if (!confirm("Throw away what you have written in this exercise?")) return;
    for (const { area, given, fit } of this.editors.values()) {
      area.value = given;
      fit();
    }
    this.work = {};
    try {
      localStorage.removeItem(this.key);
    } catch {}
    this.say("The exercise is as it was at first.");
  }
}

// --- One worker for all exercises of the page ---

let worker = null;
let listener = null;

function started(exercise) {
  if (listener && listener !== exercise && listener.running) listener.stop();
  listener = exercise;
  if (!worker) {
    worker = new Worker(new URL("solve-worker.js", import.meta.url));
    worker.onmessage = ({ data }) => listener.heard(typeof data === "string" ? JSON.parse(data) : data);
    worker.onerror = (event) => listener.heard({ event: "broken", message: event.message || "the worker did not start" });
  }
  return worker;
}

function forget() {
  worker?.terminate();
  worker = null;
}

// --- Helpers ---

const text = (cell) => [cell.source].flat().join("");
const idOf = ({ place, meta }) => meta.grade_id || `cell ${place + 1}`;
const code = (source) => element("pre", {}, element("code", {}, source));

function replace(area, from, to, insert) {
  area.setRangeText(insert, from, to, "end");
  area.dispatchEvent(new Event("input"));
}

function indent(area, back) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const first = value.lastIndexOf("\n", start - 1) + 1;
  if (start === end && !back) {
    replace(area, start, end, " ".repeat(4 - ((start - first) % 4)));
    return;
  }
  const lines = value.slice(first, end).split("\n");
  const changed = lines.map((line) => (back ? line.replace(/^ {1,4}/, "") : `    ${line}`)).join("\n");
  replace(area, first, end, changed);
  area.setSelectionRange(start === end ? area.selectionEnd : first, area.selectionEnd);
}

function newline(event, area) {
  const before = area.value.slice(0, area.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const deeper = /:\s*$/.test(line) ? "    " : "";
  event.preventDefault();
  replace(area, area.selectionStart, area.selectionEnd, `\n${line.match(/^ */)[0]}${deeper}`);
}
