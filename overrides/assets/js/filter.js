// Narrows the list of all sources to those that hold every word in the field. Nothing is stored.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const field = document.querySelector("[data-filters]");
const said = document.querySelector("[data-count]");
const entries = [...document.querySelectorAll(".sources li")].map((entry) => [entry, plain(entry.textContent)]);

function narrow() {
  const words = plain(field.value).split(/\s+/);
  for (const [entry, text] of entries) entry.hidden = !words.every((word) => text.includes(word));
  const count = entries.filter(([entry]) => !entry.hidden).length;
  said.textContent = said.dataset.count.replace("{count}", count).replace("{total}", entries.length);
}

field.addEventListener("input", narrow);
if (field.value) narrow(); // the browser brought back what was typed
