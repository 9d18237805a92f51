// Shows a source beside its number, and what a word means beside the word. site.js fetches it when
// one of them is first pointed at; without it both are links, to the list and to the glossary.

const panel = document.querySelector("#in-place");
const [body, more] = [panel.firstElementChild, panel.querySelector("a")];
// As long as a pointer that only passes by, or a quick Tab.
const WAIT = 250;
let shown, timer, stays;

const later = (action) => {
  clearTimeout(timer);
  timer = setTimeout(action, WAIT);
};
const isOpen = () => panel.matches(":popover-open");
const close = () => isOpen() && panel.hidePopover();
const entryOf = (link) => document.getElementById(link.getAttribute("href").slice(1));

// The entry of a number. In a range such as 2-5, all that it stands for.
function sources(link) {
  const first = link.previousSibling?.data === "-" ? link.previousElementSibling : link;
  const last = link.nextSibling?.data === "-" ? link.nextElementSibling : link;
  const list = document.createElement("ol");
  let number = Number(first.textContent);
  for (let entry = entryOf(first); entry; entry = entry.nextElementSibling) {
    const copy = list.appendChild(entry.cloneNode(true));
    copy.value = number++;
    for (const gone of copy.querySelectorAll(".backlink, .places")) gone.remove();
    for (const named of [copy, ...copy.querySelectorAll("[id]")]) named.removeAttribute("id");
    if (entry === entryOf(last)) break;
  }
  return list;
}

// The long form at once, and its sentences from the glossary as soon as they are there.
const pages = new Map();
function meaning(link) {
  if (link.title) link.setAttribute("aria-description", link.title);
  link.removeAttribute("title");
  const text = document.createElement("p");
  text.textContent = link.textContent + ": " + link.getAttribute("aria-description");
  const [address, id] = link.href.split("#");
  if (!pages.has(address)) pages.set(address, fetch(address).then((answer) => answer.text()));
  pages.get(address).then((html) => {
    const heading = new DOMParser().parseFromString(html, "text/html").getElementById(id);
    const sentences = heading.nextElementSibling;
    for (const group of sentences.querySelectorAll("sup")) group.remove();
    text.after(Object.assign(document.createElement("p"), { textContent: sentences.textContent }));
    if (shown === link) place();
  // Offline: the long form stands there, and the link.
  }).catch(() => pages.delete(address));
  return text;
}

// Below its line, or above it where there is more room, and off the bar of help where that sticks.
function place() {
  const box = shown.getBoundingClientRect();
  const edge = matchMedia("(min-height: 20rem)").matches ? 56 : 8;
  const above = box.top - edge;
  const below = innerHeight - box.bottom - edge;
  panel.style.maxHeight = Math.max(above, below) + "px";
  const top = panel.offsetHeight <= below || below >= above ? box.bottom : box.top - panel.getBoundingClientRect().height;
  const right = document.documentElement.clientWidth - panel.offsetWidth - 8;
  panel.style.top = top + scrollY + "px";
  panel.style.left = Math.max(8, Math.min(box.left - 16, right)) + scrollX + "px";
}

function open(link, tapped) {
  clearTimeout(timer);
  stays = tapped;
  if (!isOpen() || shown !== link) {
    close();
    shown = link;
    const kind = link.matches(".term") ? "term" : "citation";
    body.replaceChildren(kind === "term" ? meaning(link) : sources(link));
    more.href = link.href;
    more.dataset.from = link.id;
    more.textContent = panel.dataset[kind];
    panel.setAttribute("aria-label", link.getAttribute("aria-label") ?? link.textContent);
    panel.showPopover(tapped ? { source: link } : {});
    place();
  }
  if (tapped) panel.focus({ preventScroll: true });
}

export function show(link, event) {
  if (event.type === "click") open(link, true);
  else if (event.type === "focusin" || event.pointerType === "mouse") later(() => open(link));
}

// Where the reader came from, in the entry that they came to, when it is cited in other places too.
function leadBack(entry, from) {
  document.querySelector(".way-back")?.remove();
  if (!entry?.querySelector(".places")) return;
  const back = document.createElement("a");
  Object.assign(back, { className: "backlink", href: "#" + from, textContent: "↩\ufe0e " + panel.dataset.back });
  back.setAttribute("role", "doc-backlink");
  const line = document.createElement("p");
  line.className = "way-back";
  line.append(back);
  entry.querySelector(".places").before(line);
}

// Who goes to the list finds the way back there, and the focus where it was after the browser's Back.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.citation, .in-place a");
  const from = link?.dataset.from || link?.id;
  if (event.defaultPrevented || !from) return;
  clearTimeout(timer);
  close();
  history.replaceState({ ...history.state, from }, "");
  leadBack(entryOf(link), from);
});
addEventListener("popstate", ({ state }) => state?.from && document.getElementById(state.from)?.focus({ preventScroll: true }));

const leave = () => stays || later(close);
document.addEventListener("pointerout", ({ target }) => target.closest?.("a.citation, a.term") && leave());
document.addEventListener("focusout", ({ target }) => {
  if (stays || !target.matches("a.citation, a.term")) return;
  clearTimeout(timer);
  close();
});
panel.addEventListener("toggle", ({ newState }) => newState === "closed" && (stays = false));
panel.addEventListener("pointerenter", () => clearTimeout(timer));
panel.addEventListener("pointerleave", leave);
panel.addEventListener("pointerdown", () => (stays = true));
