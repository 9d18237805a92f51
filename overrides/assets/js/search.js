// The search panel: a dialog with a field and a list of links. Loaded when search is first touched.
// The words shown come with the data of search; the crisis card is a copy of the page's own block.

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
const data = kept(() => read("search/index.json"));

// All at once: on a slow line each wait for an answer is long.
const again = new URL(import.meta.url).search; // of a second try: what failed once needs it as well
const parts = ["crisis-words", "ranking", "results", "known", "lines", "query", "words", "../vendor/minisearch-7.2.0.min"];
const [{ tierOf }, { prepare, rank }, { entry, plain, told, whole }] = await Promise.all(
  parts.map((name) => import(`./${name}.js${again}`)),
);
const pages = kept(async () => prepare(await data()));

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
let asked = ""; // what the address may hold
let leaving = ""; // and what it keeps for Back

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
    asked = tier ? "" : query.trim();
    if (tier) share(""); // at once, whatever it was before
    const prepared = await pages();
    if (isOld()) return;
    const isAbout = (page) => [page.title, ...page.words].some((words) => tierOf(words, data, numbers) === "card");
    const about = tier === "card" && prepared.pages.filter(isAbout).map(whole);
    const answer = about ? { results: about, total: about.length } : rank(prepared, query);
    if (tier) Object.assign(answer, { missing: [], instead: "" }); // no time for words about words
    const words = query.trim() ? told(answer, prepared.spoken) : "";
    if (tier || answer.missing.length) putHelpFirst(answer.results, prepared);
    list.replaceChildren(...answer.results.map((result) => entry(tier ? plain(result) : result)));
    if (count.textContent === panel.dataset.loading) count.textContent = "";
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
panel.addEventListener("click", (event) => {
  if (event.target.closest("[data-results] a")) share(leaving = asked); // Back finds it again
});
panel.addEventListener("close", () => {
  clearTimeout(pause);
  if (!leaving) share("");
  leaving = "";
});
