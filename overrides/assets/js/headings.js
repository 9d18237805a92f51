// On a wide screen: marks in the contents what is being read, and gives each heading a link with its
// address. It is for the mouse alone: by keyboard and ear the contents lead to the same addresses.

const contents = document.querySelector(".contents");
const sections = [...document.querySelectorAll(".contents a")].map((link) => [
  link,
  document.getElementById(decodeURIComponent(link.hash.slice(1))),
]);

for (const heading of document.querySelectorAll(".text :is(h2, h3)[id]")) {
  const anchor = document.createElement("a");
  anchor.className = "anchor";
  anchor.href = `#${heading.id}`;
  anchor.setAttribute("aria-hidden", "true");
  anchor.tabIndex = -1;
  heading.append(anchor);
}

// The menu scrolls by itself; the page one is on may stand below its edge.
const menu = document.querySelector("#site-pages");
const here = menu.querySelector("[aria-current]");
if (here?.offsetTop > menu.clientHeight - 80) menu.scrollTop = here.offsetTop - menu.clientHeight / 2;

let waiting = false;
let current;

function mark() {
  waiting = false;
  const atEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
  const begun = sections.filter(
    ([, heading]) => heading.getBoundingClientRect().top < innerHeight * (atEnd ? 1 : 1 / 3),
  );
  const reading = begun.at(-1)?.[0];
  if (reading === current) return;
  current?.removeAttribute("aria-current");
  current = reading;
  if (!current) return;
  current.setAttribute("aria-current", "true");
  const bottom = current.offsetTop + current.offsetHeight;
  if (current.offsetTop < contents.scrollTop || bottom > contents.scrollTop + contents.clientHeight)
    contents.scrollTop = current.offsetTop - contents.clientHeight / 2;
}

function soon() {
  if (!waiting) requestAnimationFrame(mark);
  waiting = true;
}

if (sections.length) {
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  mark();
}
