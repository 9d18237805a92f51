// Makes tabs of parts that stand one after another, by the keys of
// https://www.w3.org/WAI/ARIA/apg/patterns/tabs/. Without it, and on paper, each part stands under
// its heading.

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const shows = new WeakMap();
let count = 0;

for (const set of document.querySelectorAll(".tabbed-set")) {
  const parts = [...set.querySelectorAll(":scope > .tabbed-block")];
  const list = document.createElement("div");
  list.className = "tabbed-list";
  list.setAttribute("role", "tablist");
  const tabs = parts.map((part) => {
    const tab = document.createElement("button");
    count += 1;
    tab.type = "button";
    tab.id = `tab-${count}`;
    tab.append(...part.querySelector(".tabbed-label").cloneNode(true).childNodes);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `tab-part-${count}`);
    part.id = `tab-part-${count}`;
    part.tabIndex = 0;
    part.setAttribute("role", "tabpanel");
    part.setAttribute("aria-labelledby", tab.id);
    return tab;
  });
  const show = (chosen) => {
    for (const [place, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(place === chosen));
      tab.tabIndex = place === chosen ? 0 : -1;
      parts[place].classList.toggle("is-shown", place === chosen);
    }
  };
  for (const [place, tab] of tabs.entries()) {
    shows.set(parts[place], () => show(place));
    tab.addEventListener("click", () => show(place));
    tab.addEventListener("keydown", (event) => {
      const way = getComputedStyle(list).direction === "rtl" ? -1 : 1;
      const ends = { Home: 0, End: tabs.length - 1 };
      const next = ends[event.key] ?? (place + STEPS[event.key] * way + tabs.length) % tabs.length;
      if (!tabs[next]) return;
      event.preventDefault();
      show(next);
      tabs[next].focus();
    });
  }
  list.append(...tabs);
  set.prepend(list);
  set.classList.add("is-live");
  show(0);
}

// A link to what stands in a part that is not shown shows it.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || target.getClientRects().length) return;
  for (let at = target; at; at = at.parentElement) shows.get(at)?.();
  target.scrollIntoView();
}

addEventListener("hashchange", reveal);
document.addEventListener("click", (event) => {
  if (event.target.closest("a[href*='#']")) setTimeout(reveal);
});
reveal();
