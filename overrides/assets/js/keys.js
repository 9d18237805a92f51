// Ctrl-K, Cmd-K and / open search, and so does an address that asks for something, also after Back.
// How it opens is site.js; what stands in the address, search.js.

const find = (selector) => document.querySelector(selector);
const searchButton = find("[data-opens-search]");

// A key without Ctrl can be hit or heard by mistake, so it can be turned off (WCAG 2.1.4).
const slash = find("[data-slash]");
try {
  slash.checked = !localStorage.getItem("slash");
  slash.addEventListener("change", () => {
    if (slash.checked) localStorage.removeItem("slash");
    else localStorage.setItem("slash", "off");
  });
} catch {
  // Storage is off: nobody could turn the key off for good.
  slash.checked = false;
}
document.addEventListener("keydown", (event) => {
  const key = (event.ctrlKey || event.metaKey ? "+" : "") + event.key.toLowerCase();
  if (key !== "+k" && (key !== "/" || !slash.checked || event.target.closest("input, textarea, select, dialog"))) return;
  event.preventDefault();
  if (!find("dialog[open]")) searchButton.click();
});
function askAgain() {
  const asked = new URLSearchParams(location.search).get("q");
  if (!asked || find("dialog[open]")) return;
  find("#search-words").value = asked;
  searchButton.click();
}
askAgain();
// A page that the browser kept whole does not load again.
addEventListener("pageshow", askAgain);
