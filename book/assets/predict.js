// Takes the reader's guess before the page shows an answer, and keeps score on the reader's device.
const STORE = "losses-by-hand-guesses";
let kept = { guesses: {}, always: false };

// Other tabs write, too: each change begins with what is stored now.
function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORE));
    if (stored?.guesses) kept = stored;
  } catch {
    // The browser keeps nothing: the score lasts as long as the page.
  }
}

function change(action) {
  read();
  action(kept);
  try {
    localStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    // As above.
  }
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function button(text, action) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", action);
  return made;
}

const count = (results) => `${results.filter((right) => right).length} of ${results.length}`;
const redrawn = []; // functions that show what is kept

// Questions about one cell

const forms = [...document.querySelectorAll("form.guess")];
const answers = new Map(forms.map((form) => [form, []]));
const givenUp = new Set();
let last = null;
for (const part of document.querySelectorAll("form.guess, .guessed-at")) {
  if (part.matches("form")) last = part;
  else answers.get(last)?.push(part);
}

function toNumber(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

function isRight(form, guess) {
  const { answer, number, within } = form.dataset;
  if (number === undefined) return guess === answer;
  const rounding = 1e-9; // of the difference
  return Math.abs(toNumber(guess) - toNumber(number)) <= Number(within) + rounding;
}

function verdict(form, right) {
  const { answer, number } = form.dataset;
  if (number !== undefined) return [`${right ? "Right" : "No"}: the cell prints ${number.replace("-", "−")}.`];
  if (right) return ["Right."];
  const choice = form.querySelector(`input[value="${answer}"] + span`);
  return ["No. The right choice is: ", ...choice.cloneNode(true).childNodes, "."];
}

function scored() {
  const all = kept.guesses;
  const here = forms.map((form) => all[form.dataset.key]).filter((guess) => guess);
  const rights = (guesses) => guesses.map(({ right }) => right);
  const text = `Right so far: ${count(rights(here))} on this page, ${count(rights(Object.values(all)))} in the book.`;
  return element("span", { className: "score" }, text);
}

function addFields(form) {
  const list = form.parentElement.querySelector(".choices > ul");
  if (!list) return;
  [...list.children].forEach((item, place) => {
    const words = item.querySelector("p") ?? item;
    const field = element("input", { type: "radio", name: form.dataset.key, value: place + 1, required: true });
    item.replaceChildren(element("label", {}, field, element("span", {}, ...words.childNodes)));
  });
  list.setAttribute("role", "none"); // a group of buttons, and a list on paper only
  form.querySelector("fieldset").append(list);
}

function show(form) {
  const guess = kept.guesses[form.dataset.key];
  const open = Boolean(guess) || kept.always || givenUp.has(form);
  for (const part of answers.get(form)) part.classList.toggle("covered", !open);
  for (const field of form.querySelectorAll("input")) {
    field.disabled = open;
    if (guess && field.type === "text") field.value = guess.guess;
    if (guess && field.type === "radio") field.checked = field.value === guess.guess;
    const { classList } = field.parentElement;
    const isAnswer = field.type === "radio" && field.value === form.dataset.answer;
    classList.toggle("right", Boolean(guess) && isAnswer);
    classList.toggle("wrong", Boolean(guess) && field.checked && !isAnswer);
  }
  form.querySelector(".buttons").hidden = open;
  const told = form.querySelector("output");
  told.replaceChildren();
  delete told.dataset.right;
  if (!open) return;
  if (guess) {
    told.dataset.right = guess.right;
    told.append(element("strong", {}, ...verdict(form, guess.right)), " ", scored(), " ");
  } else {
    told.append("The answer is below. ");
  }
  const back = guess ? "Guess again" : kept.always ? "Hide all answers" : "Hide the answer";
  const again = button(back, () => {
    givenUp.delete(form);
    change(({ guesses }) => {
      delete guesses[form.dataset.key];
      kept.always = false;
    });
    form.reset();
    redraw();
    form.querySelector("input").focus();
  });
  told.append(again);
  if (!guess && !kept.always) {
    const always = button("Always show answers", () => {
      change(() => (kept.always = true));
      redraw();
      form.querySelector("output").focus();
    });
    told.append(" ", always);
  }
}

for (const form of forms) {
  addFields(form);
  form.hidden = false;
  const typed = form.querySelector("[type=text]");
  typed?.addEventListener("input", () => {
    const isNumber = !Number.isNaN(toNumber(typed.value));
    typed.setCustomValidity(isNumber ? "" : "Type a number, such as 0.5.");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const guess = form.querySelector("input:checked, [type=text]").value;
    change(({ guesses }) => (guesses[form.dataset.key] = { guess, right: isRight(form, guess) }));
    redraw();
    form.querySelector("output").focus();
  });
  form.querySelector(".give-up").addEventListener("click", () => {
    givenUp.add(form);
    show(form);
    form.querySelector("output").focus();
  });
  redrawn.push(() => show(form));
}

// A link into an answer opens it.
function openTarget() {
  const target = document.querySelector(":target");
  const part = target?.closest(".covered");
  const [form] = [...answers].find(([, parts]) => parts.includes(part)) ?? [];
  if (!form) return;
  givenUp.add(form);
  show(form);
  target.scrollIntoView();
}
addEventListener("load", openTarget);
addEventListener("hashchange", openTarget);

// A table of claims: the reader judges each one before its verdict is shown

const VERDICTS = { true: "true", part: "in part", false: "false" };
const kind = (text) => (text in VERDICTS ? text : "part");

for (const table of document.querySelectorAll(".claims table")) {
  const rows = [...table.tBodies[0].rows].map((row) => {
    const [number, claim, decided] = [...row.cells].map((part) => part.textContent.trim());
    const cell = row.cells[2];
    const answer = element("span", { className: "verdict" }, ...cell.childNodes);
    cell.append(answer);
    return { cell, answer, number, decided, key: `claim ${claim}`, right: kind(decided) };
  });
  const told = element("p", { role: "status" });
  let opened = false;
  const all = button("Show all verdicts", () => {
    opened = true;
    draw();
    told.textContent = "Here are all verdicts.";
  });
  const restart = button("Start again", () => {
    opened = false;
    change(({ guesses }) => rows.forEach(({ key }) => delete guesses[key]));
    redraw();
  });
  const wrapper = table.closest(".table-wrapper") ?? table;
  wrapper.before(element("div", { className: "claims-bar" }, told, all, restart));

  function judge(place, name) {
    const { number, decided, key, right } = rows[place];
    change(({ guesses }) => (guesses[key] = { guess: name, right: name === right }));
    redraw();
    told.textContent = `Claim ${number}: ${name === right ? "right" : "no"}, it is ${decided}. ${told.textContent}`;
    const following = [...rows.slice(place), ...rows].find(({ cell }) => cell.querySelector("button"));
    (following?.cell.querySelector("button") ?? restart).focus({ preventScroll: true });
  }

  function draw() {
    rows.forEach(({ cell, answer, number, key, right }, place) => {
      const guess = kept.guesses[key]?.guess;
      cell.querySelectorAll(".judge, .mark").forEach((part) => part.remove());
      answer.hidden = !guess && !opened;
      if (guess) {
        const mark = guess === right ? "✓ " : `✗ you said ${VERDICTS[guess]}: `;
        answer.before(element("span", { className: "mark" }, mark));
      } else if (!opened) {
        const buttons = Object.entries(VERDICTS).map(([name, label]) => button(label, () => judge(place, name)));
        const group = element("span", { className: "judge", role: "group" }, ...buttons);
        group.setAttribute("aria-label", `Claim ${number}`);
        cell.append(group);
      }
    });
    const judged = rows.map(({ key }) => kept.guesses[key]).filter((guess) => guess);
    const left = rows.length - judged.length;
    const first = "Judge each claim. Its verdict comes after your answer.";
    const rest = left ? `${left} to go.` : "You have judged them all.";
    told.textContent = judged.length ? `${count(judged.map(({ right }) => right))} right. ${rest}` : first;
    all.hidden = opened || !left;
    restart.hidden = !judged.length && !opened;
  }
  redrawn.push(draw);
}

function redraw() {
  for (const draw of redrawn) draw();
}

function refresh() {
  read();
  redraw();
}
addEventListener("storage", refresh);
addEventListener("pageshow", (event) => event.persisted && refresh());
refresh();
