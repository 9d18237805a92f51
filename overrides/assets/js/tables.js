// On a phone the rows of a table stand as blocks, and some browsers then read it as plain text.
// The roles it has anyway keep it a table; in the source they would be an error.

const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
for (const part of document.querySelectorAll("table, thead, tbody, tr, td, th")) {
  part.setAttribute("role", roles[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"));
}
