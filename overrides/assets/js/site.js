// What every page needs of a script: the menu on a phone, the choice of colours, and opening search.
// Without it the page is complete: the menu is a link, colours follow the device, search is an index.

const find = (selector) => document.querySelector(selector);

// The menu. It opens in the page, below its button; what is closed is not displayed, so Tab skips it.
const menu = find("#site-pages");
const menuButton = find("[data-opens-menu]");

function setMenu(open) {
  menu.classList.toggle("is-open", open);
  menuButton.setAttribute("aria-expanded", String(open));
  if (!open) return;
  // Close on top, and below it as many pages as the window holds.
  menuButton.scrollIntoView();
  menu.querySelector("a:not(.tool)").focus({ preventScroll: true });
}

menuButton.addEventListener("click", () => setMenu(!menu.classList.contains("is-open")));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.classList.contains("is-open") && !event.target.closest("dialog")) {
    setMenu(false);
    menuButton.focus();
  }
});

// Colours. Only the choice is stored; "as on my device" stores nothing.
const schemes = find(".scheme");
const root = document.documentElement;
for (const input of schemes.querySelectorAll("input")) input.checked = input.value === (root.dataset.scheme ?? "");
schemes.addEventListener("change", (event) => {
  const chosen = event.target.value;
  if (chosen) root.dataset.scheme = chosen;
  else delete root.dataset.scheme;
  try {
    if (chosen) localStorage.setItem("scheme", chosen);
    else localStorage.removeItem("scheme");
  } catch {
    // Storage is off: the choice lasts for this page.
  }
});

// Contents stand open where they have a column of their own, and everything is open on paper.
const contents = find(".contents");
if (contents && getComputedStyle(contents).position === "sticky") find(".contents details").open = true;
if (matchMedia("(min-width: 64rem)").matches) import("./headings.js");
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});

find("[data-prints]")?.addEventListener("click", () => print());

// What only some pages have: fields of a sheet, tabs (without their code each stands under its
// heading), tables and their comparison, the field above the list of sources.
for (const [sign, name] of Object.entries({
  table: "tables",
  ".wide tbody th": "compare",
  ".sheet-tools": "sheet",
  ".tabbed-set": "tabs",
  "[data-filters]": "filter",
})) {
  if (find(sign)) import("./" + name + ".js");
}

// A tap, the pointer or Tab shows a source or the meaning of a word in place. Enter follows the link.
const inPlace = () => import("./in-place.js");
let tabbed;
document.addEventListener("keydown", ({ key }) => (tabbed = key === "Tab"));
for (const type of ["pointerover", "focusin", "click"]) {
  document.addEventListener(type, (event) => {
    const link = event.target.closest("a.citation, a.term");
    if (!link?.showPopover || (type === "focusin" && !tabbed)) return;
    const taps = type === "click";
    // Firefox counts Enter as a click, but no pointer made it.
    if (taps && (!event.detail || event.pointerType === "" || event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (taps) event.preventDefault();
    inPlace().then((code) => code.show(link, event)).catch(() => taps && location.assign(link.href));
  });
}

// The list of sources is folded, unless the reader is on the way to it.
const list = find(".references .fold");
const LEADS_THERE = "#ref-";
if (list) list.open = location.hash.startsWith(LEADS_THERE);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.citation, .in-place a");
  if (list && !event.defaultPrevented && link?.hash.startsWith(LEADS_THERE)) list.open = true;
});

// Search: code and index are fetched when the button is first touched. The panel itself, its help and
// Close are in the page. A browser keeps a failed import: another address is another try.
const searchButton = find("[data-opens-search]");
const panel = find("dialog.search");
const said = find("#search-count");
let tries = 0;
let code;
const load = () => (code ??= import("./search.js" + (tries ? "?" + tries : "")).catch((error) => {
  code = null;
  tries++;
  throw error;
}));
const prepare = () => load().catch(() => {});
searchButton.addEventListener("pointerenter", prepare, { once: true });
searchButton.addEventListener("focus", prepare, { once: true });
async function startSearch() {
  if (!panel.open) return;
  said.textContent = panel.dataset.loading;
  try {
    (await load()).start();
  } catch {
    said.textContent = panel.dataset.failed;
  }
}
searchButton.addEventListener("click", () => {
  // At once: what is typed while the code loads belongs to the field.
  panel.showModal();
  const field = panel.querySelector("input");
  // And so into view, below the ways to help, in the lowest window.
  field.focus();
  field.select();
  startSearch();
});
addEventListener("online", startSearch);
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  // The browser would empty the field first.
  event.preventDefault();
  panel.close();
});
panel.addEventListener("click", (event) => {
  // The page around it, too.
  if (event.target === panel || event.target.closest("a[href]")) panel.close();
});

panel.addEventListener("close", () => searchButton.focus());

// One page of help for times without a connection; sw.js says what is kept.
const help = new URL(panel.dataset.help, location.href).pathname;
addEventListener("load", () => {
  navigator.serviceWorker?.register(new URL("../../sw.js?" + help, import.meta.url)).catch(() => {});
});

// Keys and addresses that open search.
import("./keys.js").catch(() => {});

// All is in place: from here on the links for no script stay away.
root.classList.add("js", "live");
