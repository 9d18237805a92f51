// The search panel: a dialog with a field and a list of links. Loaded when search is first touched.
// The words shown stand in partials/search.html; the crisis card is a copy of the page's own block.

import { tierOf } from "./crisis-words.js";
import { prepare, rank } from "./ranking.js";
import { entry, plain } from "./results.js";

const PAUSE = 700; // ms without a key before the number of results is said
const site = new URL("../../", import.meta.url);
const read = async (path) => {
  const answer = await fetch(new URL(path, site));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};
const crisis = read("assets/search/crisis.json");
const pages = read("search/index.json").then(prepare);
for (const loading of [crisis, pages]) loading.catch(() => {}); // said in the panel by `show`

const panel = document.querySelector("#search-panel");
const field = panel.querySelector("input");
const list = panel.querySelector("[data-results]");
const count = panel.querySelector("#search-count");
const card = panel.querySelector("[data-crisis-card]");
const topic = panel.querySelector("[data-crisis-topic]");
const short = panel.querySelector("[data-crisis-short]");
const help = new URL(panel.dataset.help, location.href);
let opener;
let pause;
let asked = ""; // what the address may hold
let leaving = "";

/** A copy of the page's crisis block, without what must be there once. */
function crisisCopy() {
  const copy = document.createElement("div");
  copy.className = "crisis-short";
  for (const part of document.querySelector("#crisis").children) {
    const clone = part.cloneNode(true);
    clone.removeAttribute("id");
    copy.append(clone);
  }
  return copy;
}

short.replaceChildren(document.querySelector("#crisis .crisis-ways").cloneNode(true));

function say(text) {
  clearTimeout(pause);
  pause = setTimeout(() => {
    if (count.textContent !== text) count.textContent = text;
    share(asked);
  }, PAUSE);
}

/** The address holds what was asked, to share it and to come back to it; never a search about suicide. */
function share(query) {
  const address = new URL(location);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

/** What a reader should know of the results, in one sentence or more. */
function told({ results, total, missing, instead }) {
  const { one, many, none, first, missing: lacks, instead: other } = panel.dataset;
  const found =
    total > results.length ? first.replace("%", results.length).replace("#", total)
    : total > 1 ? many.replace("#", total)
    : total ? one : missing.length ? "" : none;
  return [
    ...(missing.length ? [lacks.replace("#", missing.join(", "))] : []),
    ...(instead && total ? [other.replace("#", instead)] : []),
    found,
  ].join(" ");
}

/** In a low window the help above the field would push it out. */
function keepInView() {
  if (document.activeElement === field) field.scrollIntoView({ block: "nearest" });
}

/** Help comes as soon as the phrases are there; it does not wait for the pages, which weigh more. */
function showHelp(tier) {
  if ((tier === "first_person") !== card.hasChildNodes()) {
    card.replaceChildren(...(tier === "first_person" ? [crisisCopy()] : []));
  }
  short.hidden = tier === "first_person";
  topic.hidden = tier !== "topic";
  keepInView();
}

async function show() {
  const query = field.value;
  const isOld = () => query !== field.value; // a later key has its own turn
  try {
    const tier = tierOf(query, await crisis);
    if (isOld()) return;
    showHelp(tier);
    asked = tier ? "" : query.trim();
    if (tier) share(""); // at once, whatever it was before
    const prepared = await pages;
    if (isOld()) return;
    const answer = rank(prepared, query);
    if (tier) Object.assign(answer, { missing: [], instead: "" }); // no time for words about words
    const words = query.trim() ? told(answer) : "";
    if (tier || answer.missing.length) putHelpFirst(answer.results, prepared);
    list.replaceChildren(...answer.results.map((result) => entry(tier ? plain(result) : result)));
    say(words);
  } catch {
    count.textContent = panel.dataset.failed;
  }
}

function putHelpFirst(results, prepared) {
  const isHelp = (page) => new URL(page, site).pathname === help.pathname;
  const place = results.findIndex((result) => isHelp(result.page));
  const page = prepared.pages.find((one) => isHelp(one.url));
  if (place >= 0) results.splice(place, 1);
  if (page) {
    results.unshift({ url: page.url, page: page.url, title: page.title, heading: "", line: page.description, more: [], isHit: () => false });
  }
}

/** Answer what stands in the open panel; `button` gets the focus back when it closes. */
export function start(button) {
  opener = button;
  keepInView();
  show();
}

/** The arrow keys walk from the field through the results and back; Escape closes at once. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [field, ...list.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  if (event.key === "Escape") panel.close(); // else the browser empties the field first
  else if (event.key === "Enter" && at === 0 && stops.length > 1) stops[1].focus();
  else if (step && at >= 0 && stops[at + step]) stops[at + step].focus();
  else return;
  event.preventDefault();
}

field.addEventListener("input", show);
panel.addEventListener("keydown", walk);
panel.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link) share(leaving = asked); // Back finds it again
  if (link || event.target === panel) panel.close(); // also for a link into this page
});
panel.addEventListener("close", () => {
  clearTimeout(pause);
  if (!leaving) share("");
  leaving = "";
  opener?.focus();
});
