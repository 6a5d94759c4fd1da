// The search page. A page whose name was typed comes first, then what Pagefind finds.
const LONGEST_WAIT = 120; // milliseconds between two keys
const root = new URL(document.documentElement.dataset.content_root, location.href);
const pagefind = await import(new URL("pagefind/pagefind.js", root));
await pagefind.options({
  baseUrl: root.pathname,
  excerptLength: 24,
  ranking: { metaWeights: { title: 10 } },
});
const known = await (await fetch(new URL("pagefind/names.json", root))).json();

const field = document.querySelector("#search-field");
const summary = document.querySelector("#search-summary");
const list = document.querySelector("#search-results").appendChild(document.createElement("ol"));

/** A name in normalized form: lower case, no punctuation, no "loss" or "nn." around it. */
export function meaning(text) {
  const words = text
    .toLowerCase()
    .normalize("NFKC")
    .replace(/\b(torch|nn|functional|init|f)\./g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return words.replace(/(?<=.)( ?(loss|function|loss function)|损失|函数)$/u, "").trim();
}

/** Addresses of the pages with this name: by their own name, then losses, then others. */
export function pagesCalled(text) {
  const wanted = meaning(text);
  const rank = ([address, , own]) => 2 * !own.map(meaning).includes(wanted) + !address.includes("catalog");
  return known
    .filter(([, , own, other]) => [...own, ...other].map(meaning).includes(wanted))
    .sort((a, b) => rank(a) - rank(b))
    .map(([address]) => address);
}

/** What Pagefind finds; a sentence such as a message of torch is first searched for literally. */
async function found(text) {
  const sentence = text.trim().split(/\s+/).length > 3 && !text.includes('"');
  const exact = sentence ? (await pagefind.search(`"${text}"`)).results : [];
  const loose = (await pagefind.search(text)).results;
  const ids = new Set(exact.map((result) => result.id));
  return [...exact, ...loose.filter((result) => !ids.has(result.id))];
}

/** Whether a result has what was typed: Pagefind falls back to words with the same beginning. */
function resembles(page, text) {
  const typed = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const marked = [...page.excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, word]) => word.toLowerCase());
  const long = (word) => word.length > 2 || /\p{Script=Han}/u.test(word);
  const alike = (word, start) => word.startsWith(start) || (long(word) && start.startsWith(word));
  return marked.some((word) => typed.some((start) => alike(word, start.slice(0, 4))));
}

/** The results for a text, best first: pages as Pagefind describes them. */
export async function search(text, most = 20) {
  const results = await found(text);
  const called = pagesCalled(text);
  const best = results.slice(0, most + called.length);
  const pages = (await Promise.all(best.map((r) => r.data()))).filter((page) => resembles(page, text));
  const byAddress = new Map(pages.map((page) => [page.raw_url ?? page.url, page]));
  const first = called.map((address) => byAddress.get(address) ?? plain(address));
  return [...first, ...pages.filter((page) => !first.includes(page))].slice(0, most);
}

function plain(address) {
  const [, title] = known.find(([other]) => other === address);
  const url = root.pathname + address.slice(1);
  return { url, meta: { title }, excerpt: "", sub_results: [] };
}

function shown(page) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.href = page.url;
  link.textContent = page.meta.title.replace("¶", "");
  const score = (part) => part.weighted_locations.reduce((sum, one) => sum + one.balanced_score, 0);
  const parts = page.sub_results.filter((part) => new URL(part.url, location).hash);
  const sections = parts.sort((a, b) => score(b) - score(a)).slice(0, 2);
  if (!sections.length && page.excerpt) item.appendChild(excerpt(page));
  for (const section of sections) {
    const line = item.appendChild(document.createElement("p"));
    const there = line.appendChild(document.createElement("a"));
    there.href = section.url;
    there.textContent = section.title.replace("¶", "");
    item.appendChild(excerpt(section));
  }
  return item;
}

function excerpt(part) {
  const text = document.createElement("p");
  text.className = "search-excerpt";
  text.innerHTML = part.excerpt; // Pagefind escapes the text and adds only <mark>
  return text;
}

let latest = 0;
async function show() {
  const number = ++latest;
  const text = field.value.trim();
  const address = new URL(location);
  address.searchParams.set("q", text);
  history.replaceState(null, "", address);
  const pages = text ? await search(text) : [];
  if (number !== latest) return; // more was typed in the meantime
  list.replaceChildren(...pages.map(shown));
  const count = pages.length === 1 ? "1 page" : `${pages.length} pages`;
  summary.textContent = text ? (pages.length ? count : `No page has “${text}”.`) : "";
}

let waiting;
field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, LONGEST_WAIT);
});
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
// What was typed while this script was loading stays.
field.value ||= new URLSearchParams(location.search).get("q") ?? "";
if (field.value) await show();
