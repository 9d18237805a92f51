// The search panel: a dialog with a field and a list of links. Loaded when search is first touched.
// The words shown stand in partials/search.html; the crisis card is a copy of the page's own block.

const again = new URL(import.meta.url).search; // of a second try: what failed once needs it as well
const [{ tierOf }, { prepare, rank }] = await Promise.all([
  import("./crisis-words.js" + again),
  import("./ranking.js" + again),
]);

const PAUSE = 700; // ms without a key before the number of results is said
const site = new URL("../../", import.meta.url);
const read = async (path) => {
  const answer = await fetch(new URL(path, site));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};
/** What `read` gives, asked for once; after a failure the next call asks again. */
const kept = (read) => {
  let answer;
  const ask = () => (answer ??= read().catch((error) => {
    answer = null;
    throw error;
  }));
  ask().catch(() => {}); // said in the panel by `show`
  return ask;
};
const crisis = kept(() => read("assets/search/crisis.json"));
const pages = kept(async () => prepare((await read("search/index.json")).pages));

const panel = document.querySelector("#search-panel");
const field = panel.querySelector("input");
const list = panel.querySelector("[data-results]");
const count = panel.querySelector("#search-count");
const card = panel.querySelector("[data-crisis-card]");
const topic = panel.querySelector("[data-crisis-topic]");
const short = panel.querySelector("[data-crisis-short]");
const help = new URL(panel.dataset.help, location.href);
const numbers = [...document.querySelectorAll("#crisis .crisis-ways a:is([href^='tel:'], [href^='sms:'])")]
  .map((link) => link.href.split("?")[0].replace(/\D/g, ""))
  .filter(Boolean);
let pause;

/** A copy of the page's crisis block, without what must be there once. */
function crisisCopy() {
  const copy = document.createElement("div");
  copy.className = "crisis-short";
  for (const part of document.querySelector("#crisis").children) {
    const clone = part.cloneNode(true);
    for (const named of [clone, ...clone.querySelectorAll("[id]")]) named.removeAttribute("id");
    copy.append(clone);
  }
  return copy;
}

function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

/** The text with the words that were found in `mark`. */
function marked(text, isHit) {
  return text.split(/([\p{L}\p{N}]+)/u).map((part) => (isHit(part) ? element("mark", part) : part));
}

function entry(result) {
  const link = element("a", result.title + (result.heading ? ": " + result.heading : ""));
  link.href = new URL(result.url, site);
  return element("li", link, element("p", ...marked(result.line, result.isHit)));
}

function say(text) {
  clearTimeout(pause);
  pause = setTimeout(() => {
    if (count.textContent !== text) count.textContent = text;
  }, PAUSE);
}

/** In a low window the help above the field would push it out. */
function keepInView() {
  if (document.activeElement === field) field.scrollIntoView({ block: "nearest" });
}

/** Help comes as soon as the phrases are there; it does not wait for the pages, which weigh more. */
function showHelp(tier) {
  if ((tier === "card") !== card.hasChildNodes()) {
    card.replaceChildren(...(tier === "card" ? [crisisCopy()] : []));
  }
  short.hidden = tier === "card";
  topic.hidden = tier !== "line";
  keepInView();
}

async function show() {
  const query = field.value;
  const isOld = () => query !== field.value; // a later key has its own turn
  try {
    const data = await crisis();
    const tier = tierOf(query, data, numbers);
    if (isOld()) return;
    showHelp(tier);
    const prepared = await pages();
    if (isOld()) return;
    const isAbout = (page) => [page.title, ...page.words].some((words) => tierOf(words, data, numbers) === "card");
    const results =
      tier === "card" ? prepared.pages.filter(isAbout).map(whole)
      : query.trim() ? rank(prepared, query) : [];
    if (tier) putHelpFirst(results, prepared);
    list.replaceChildren(...results.map(entry));
    const { one, many, none } = panel.dataset;
    if (count.textContent === panel.dataset.loading) count.textContent = "";
    if (!query.trim()) say("");
    else if (!results.length) say(none);
    else say(results.length === 1 ? one : many.replace("#", results.length));
  } catch {
    count.textContent = panel.dataset.failed;
  }
}

/** A page as a result of its own; under the card are those whose title or search words show it too. */
const whole = (page) => ({ url: page.url, page: page.url, title: page.title, heading: "", line: page.description, more: [], isHit: () => false });

function putHelpFirst(results, prepared) {
  const isHelp = (page) => new URL(page, site).pathname === help.pathname;
  const place = results.findIndex((result) => isHelp(result.page));
  const page = prepared.pages.find((one) => isHelp(one.url));
  if (place >= 0) results.splice(place, 1);
  if (page) results.unshift(whole(page));
}

/** Answer what stands in the open panel. */
export function start() {
  keepInView();
  show();
}

/** The arrow keys walk from the field through the results and back. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [field, ...list.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  if (event.key === "Enter" && at === 0 && stops.length > 1) stops[1].focus();
  else if (step && at >= 0 && stops[at + step]) stops[at + step].focus();
  else return;
  event.preventDefault();
}

field.addEventListener("input", show);
panel.addEventListener("keydown", walk);
