// Shows a term's definition while the pointer or the focus is on its link.
const LEAVE = 200; // milliseconds in which the pointer may move from the link to the card
const card = Object.assign(document.createElement("div"), { id: "term-card", role: "tooltip", hidden: true });
document.querySelector("article").append(card); // within a landmark, for screen readers
let link = null;
let leaving = 0;

function hide() {
  card.hidden = true;
  link?.removeAttribute("aria-describedby");
  link = null;
}

function show(term) {
  clearTimeout(leaving);
  if (link === term) return;
  hide();
  link = term;
  card.textContent = term.dataset.card;
  card.hidden = false;
  term.setAttribute("aria-describedby", card.id);
  const line = term.getClientRects()[0]; // a link may run over two lines
  const left = Math.min(line.left, document.documentElement.clientWidth - card.offsetWidth - 8);
  const above = line.bottom + card.offsetHeight + 8 > innerHeight;
  const box = card.offsetParent.getBoundingClientRect();
  card.style.left = `${Math.max(8, left) - box.left}px`;
  card.style.top = `${(above ? line.top - card.offsetHeight - 6 : line.bottom + 6) - box.top}px`;
}

const term = ({ target }) => (target instanceof Element ? target.closest("a.term") : null);

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  if (term(event)) show(term(event));
  else if (card.contains(event.target)) clearTimeout(leaving);
  else if (link && link !== document.activeElement) {
    clearTimeout(leaving);
    leaving = setTimeout(hide, LEAVE);
  }
});
document.addEventListener("focusin", (event) => (term(event) ? show(term(event)) : hide()));
document.addEventListener("focusout", hide);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
