// Makes fields of the empty cells of a sheet. What is written stays in the page and goes with it. It is
// kept on the device only while the reader asks for that, and one button forgets all of it.

const tools = document.querySelector(".sheet-tools");
const find = (name) => tools.querySelector(`[data-${name}]`);
const keep = find("keeps");
const place = `sheet:${location.pathname}`;
const fields = new Map();

function read() {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null; // storage is off
  }
}

function save() {
  const written = [...fields].filter(([, field]) => field.value);
  try {
    if (keep.checked) localStorage.setItem(place, JSON.stringify(written.map(([name, field]) => [name, field.value])));
    else localStorage.removeItem(place);
  } catch {
    keep.checked = false; // it cannot be kept
  }
}

function grow(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function open() {
  for (const [number, table] of [...document.querySelectorAll(".text table")].entries()) {
    for (const row of table.tBodies[0].rows) {
      const asked = row.cells[0].textContent.trim() || row.rowIndex;
      for (const cell of row.querySelectorAll("td:empty")) {
        const field = document.createElement("textarea");
        field.rows = 1;
        field.autocomplete = "off";
        field.setAttribute("aria-label", `${cell.dataset.label}, ${asked}`);
        field.addEventListener("input", () => {
          grow(field);
          if (keep.checked) save();
        });
        fields.set(`${number + 1}: ${cell.dataset.label}, ${asked}`, field);
        cell.append(field);
      }
    }
  }
  find("fills").hidden = true;
  find("filling").hidden = false;
}

find("fills").addEventListener("click", () => {
  open();
  fields.values().next().value.focus();
});
keep.addEventListener("change", save);
find("clears").addEventListener("click", () => {
  for (const field of fields.values()) {
    field.value = "";
    grow(field);
  }
  keep.checked = false;
  save();
});

const kept = read();
if (kept) {
  open();
  keep.checked = true;
  for (const [name, words] of kept) {
    const field = fields.get(name);
    if (!field) continue;
    field.value = words;
    grow(field);
  }
}
