// Takes the reader's guess before the page shows an answer, and keeps score on the reader's device.
const STORE = "losses-by-hand-guesses";
const ALWAYS = "losses-by-hand-always-show";
let guesses = {};
let always = false;
try {
  guesses = JSON.parse(localStorage.getItem(STORE)) ?? {};
  always = localStorage.getItem(ALWAYS) === "yes";
} catch {
  // The browser keeps nothing: the score lasts as long as the page.
}

function keep() {
  try {
    localStorage.setItem(STORE, JSON.stringify(guesses));
    localStorage.setItem(ALWAYS, always ? "yes" : "");
  } catch {
    // As above.
  }
}

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

function button(text, action) {
  const made = element("button", text, { type: "button" });
  made.addEventListener("click", action);
  return made;
}

const count = (results) => `${results.filter((right) => right).length} of ${results.length}`;

function score(keys) {
  const here = keys.filter((key) => key in guesses).map((key) => guesses[key].right);
  const all = Object.values(guesses).map((guess) => guess.right);
  return `Right so far: ${count(here)} on this page, ${count(all)} in the book.`;
}

function toNumber(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

// Questions about one cell

const forms = [...document.querySelectorAll("form.guess")];
const keys = forms.map((form) => form.dataset.key);
const answers = new Map(forms.map((form) => [form, []]));
let last = null;
for (const part of document.querySelectorAll("form.guess, .guessed-at")) {
  if (part.matches("form")) last = part;
  else answers.get(last)?.push(part);
}

function verdict(form, guess) {
  const { answer, number, within } = form.dataset;
  if (number !== undefined) {
    const right = Math.abs(toNumber(guess) - toNumber(number)) <= Number(within);
    return { right, words: `${right ? "Right" : "No"}: the cell prints ${number.replace("-", "−")}.` };
  }
  if (guess === answer) return { right: true, words: "Right." };
  const label = form.querySelector(`input[value="${answer}"]`).closest("label");
  label.classList.add("right");
  return { right: false, words: "No. The marked choice is right." };
}

function show(form) {
  const { key } = form.dataset;
  const done = key in guesses;
  const open = done || always || form.classList.contains("given-up");
  for (const part of answers.get(form)) part.classList.toggle("covered", !open);
  for (const label of form.querySelectorAll("label.right")) label.classList.remove("right");
  for (const field of form.querySelectorAll("input")) {
    field.disabled = open;
    if (done && field.type === "radio") field.checked = field.value === guesses[key].guess;
    else if (done) field.value = guesses[key].guess;
  }
  form.querySelector(".buttons").hidden = open;
  const told = form.querySelector("output");
  told.replaceChildren();
  told.dataset.right = "";
  if (!open) return;
  if (done) {
    const { right, words } = verdict(form, guesses[key].guess);
    told.dataset.right = right;
    told.append(element("strong", words), ` ${score(keys)} `);
  } else {
    told.append("The answer is below. ");
  }
  const again = button("Guess again", () => {
    delete guesses[key];
    form.classList.remove("given-up");
    always = false;
    form.reset();
    keep();
    forms.forEach(show);
    form.querySelector("input").focus();
  });
  told.append(again);
  if (!done && !always) {
    const stay = button("Always show answers", () => {
      always = true;
      keep();
      forms.forEach(show);
    });
    told.append(" ", stay);
  }
}

for (const form of forms) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.querySelector("input:checked, input[type=text]");
    const told = form.querySelector("output");
    if (!field || (field.type === "text" && Number.isNaN(toNumber(field.value)))) {
      told.textContent = field ? "Type a number, such as 0.5." : "Choose one first.";
      return;
    }
    const guess = field.value;
    guesses[form.dataset.key] = { guess, right: verdict(form, guess).right };
    keep();
    forms.forEach(show);
  });
  form.querySelector(".give-up").addEventListener("click", () => {
    form.classList.add("given-up");
    show(form);
    form.querySelector("output button").focus();
  });
  show(form);
}

// A link into an answer opens it.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const part = target && target.closest(".covered");
  if (!part) return;
  for (const [form, parts] of answers) {
    if (parts.includes(part)) {
      form.classList.add("given-up");
      show(form);
    }
  }
  target.scrollIntoView();
}
openTarget();
addEventListener("hashchange", openTarget);

// A table of claims: the reader judges each one before its verdict is shown

const VERDICTS = { true: "true", part: "in part", false: "false" };
const kind = (text) => ({ true: "true", false: "false" })[text] ?? "part";

for (const table of document.querySelectorAll(".claims table")) {
  const rows = [...table.tBodies[0].rows].map((row) => {
    const cell = row.cells[2];
    const answer = element("span", "", { className: "verdict" });
    answer.append(...cell.childNodes);
    cell.append(answer);
    const words = [...row.cells].map((part) => part.textContent.trim());
    return { cell, answer, number: words[0], key: `claim ${words[1]}`, right: kind(words[2]) };
  });
  const told = element("p", "", { className: "claims-score", role: "status" });
  const restart = button("Start again", () => {
    for (const { key } of rows) delete guesses[key];
    opened = false;
    keep();
    draw();
  });
  const all = button("Show all verdicts", () => {
    opened = true;
    draw();
  });
  const bar = element("div", "", { className: "claims-bar" });
  bar.append(told, all, restart);
  table.closest(".table-wrapper, .claims").before(bar);
  let opened = false;

  function draw() {
    for (const { cell, answer, number, key, right } of rows) {
      const guess = guesses[key]?.guess;
      cell.querySelector(".judge")?.remove();
      cell.querySelector(".mark")?.remove();
      answer.hidden = !guess && !opened;
      if (guess) {
        const mark = guess === right ? "✓ " : `✗ you said ${VERDICTS[guess]}; `;
        answer.before(element("span", mark, { className: "mark" }));
      } else if (!opened) {
        const judge = element("span", "", { className: "judge", role: "group" });
        judge.setAttribute("aria-label", `Claim ${number}`);
        for (const [name, label] of Object.entries(VERDICTS)) {
          judge.append(
            button(label, () => {
              guesses[key] = { guess: name, right: name === right };
              keep();
              draw();
              table.querySelector(".judge button")?.focus({ preventScroll: true });
            }),
          );
        }
        cell.append(judge);
      }
    }
    const judged = rows.filter(({ key }) => key in guesses).map(({ key }) => guesses[key].right);
    const left = rows.length - judged.length;
    told.textContent = judged.length
      ? `Right: ${count(judged)}.${left ? ` ${left} to go.` : " You have judged them all."}`
      : "Judge each claim: the verdict comes after your answer.";
    all.hidden = opened || !left;
    restart.hidden = !judged.length && !opened;
  }
  draw();
}
