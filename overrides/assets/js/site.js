// What every page needs of a script: the menu on a phone, the choice of colours, and opening search.
// Without it the page is complete: the menu is a link, colours follow the device, search is an index.

const find = (selector) => document.querySelector(selector);

// The menu. It opens in the page, below its button; what is closed is not displayed, so Tab skips it.
const menu = find("#site-pages");
const menuButton = find("[data-opens-menu]");

function setMenu(open) {
  menu.classList.toggle("is-open", open);
  menuButton.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("a").focus();
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

// On a phone the rows of a table stand as blocks, and some browsers then read it as plain text.
// The roles it has anyway keep it a table; in the source they would be an error.
const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
for (const part of document.querySelectorAll("table, thead, tbody, tr, td, th")) {
  part.setAttribute("role", roles[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"));
}

// Two rows of a comparison side by side, on a phone.
if (find(".wide tbody th")) import("./compare.js");

// Fields for a sheet.
if (find(".sheet-tools")) import("./sheet.js");

// Tabs: without their code each stands under its heading.
if (find(".tabbed-set")) import("./tabs.js");

// Search: code and index are fetched when the button is first touched.
const searchButton = find("[data-opens-search]");
const load = () => import("./search.js");
searchButton.addEventListener("pointerenter", load, { once: true });
searchButton.addEventListener("focus", load, { once: true });
searchButton.addEventListener("click", async () => {
  const panel = find("dialog.search");
  panel.showModal(); // at once: what is typed while the code loads belongs to the field
  panel.querySelector("input").select();
  try {
    (await load()).start(searchButton);
  } catch {
    find("#search-count").textContent = panel.dataset.failed;
  }
});
// Ctrl-K, Cmd-K and / open it, and so does an address that asks for something, also after Back.
// A key without Ctrl can be hit or heard by mistake, so it can be turned off (WCAG 2.1.4).
const slash = find("[data-slash]");
try {
  slash.checked = !localStorage.getItem("slash");
  slash.addEventListener("change", () => {
    if (slash.checked) localStorage.removeItem("slash");
    else localStorage.setItem("slash", "off");
  });
} catch {
  slash.checked = false; // Storage is off: nobody could turn the key off for good.
}
document.addEventListener("keydown", (event) => {
  const key = (event.ctrlKey || event.metaKey ? "+" : "") + event.key.toLowerCase();
  if (key !== "+k" && (key !== "/" || !slash.checked || event.target.closest("input, textarea, select, dialog"))) return;
  event.preventDefault();
  if (!find("dialog[open]")) searchButton.click();
});
addEventListener("pageshow", () => {
  const asked = new URLSearchParams(location.search).get("q");
  if (asked && !find("dialog[open]")) {
    find("#search-words").value = asked;
    searchButton.click();
  }
});
find("[data-closes-search]").addEventListener("click", () => find("dialog.search").close());

// All is in place: from here on the links for no script stay away.
root.classList.add("js", "live");
