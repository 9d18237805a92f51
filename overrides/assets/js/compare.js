// Where a wide table has no room, two of its rows stand side by side, and a list above chooses each.
// Without it every row is a list of its own; on a wide screen or on paper the table is whole.

for (const table of document.querySelectorAll(".wide:has(tbody th)")) {
  const rows = [...table.tBodies[0].rows];
  const name = table.tHead.rows[0].cells[0].textContent;
  const chosen = [0, 1];
  const lists = chosen.map((row, place) => {
    const list = document.createElement("select");
    for (const one of rows) list.add(new Option(one.cells[0].textContent));
    list.addEventListener("change", () => choose(place, list.selectedIndex));
    return list;
  });

  function choose(place, row) {
    if (chosen[1 - place] === row) chosen[1 - place] = chosen[place];
    chosen[place] = row;
    for (const [index, one] of rows.entries()) {
      one.classList.toggle("is-first", index === chosen[0]);
      one.classList.toggle("is-second", index === chosen[1]);
    }
    for (const [index, list] of lists.entries()) list.selectedIndex = chosen[index];
  }

  // A link to what stands in a row that is not chosen chooses it.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const row = rows.indexOf(target?.closest("tr"));
    if (row < 0 || target.getClientRects().length) return;
    choose(0, row);
    target.scrollIntoView();
  }

  const chooser = document.createElement("div");
  chooser.className = "chooser";
  for (const [place, list] of lists.entries()) {
    const label = document.createElement("label");
    label.append(`${name} ${place + 1}`, list);
    chooser.append(label);
  }
  table.before(chooser);
  table.classList.add("is-compared");
  choose(0, 0);
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href*='#']")) setTimeout(reveal);
  });
  reveal();
}
