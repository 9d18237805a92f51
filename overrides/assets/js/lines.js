// What is shown of a page that was found: its best sections, and of each a line with the words.
// Which pages and sections are best is ranking.js.

import { tokens } from "./words.js";

const LINE = 150; // characters of context
const MARKED = 4; // words for a text directive; more would more often run over the end of a block

/** A page with the section that answers best, up to two more, and the words to mark. */
export function shown(prepared, { page, parts }, terms) {
  const isHit = (word) => tokens(word).some((one) => terms.has(prepared.stem(one)));
  const best = parts.filter((one) => one.score >= 0.6 * parts[0].score && one.share >= parts[0].share).slice(0, 3);
  const lines = best.map(({ section }) => {
    const below = section.kind ? "" : page.sections[section.place + 1]?.text;
    const text = section.text || below || page.description;
    return {
      url: page.url + (section.anchor ? `#${section.anchor}` : ""),
      heading: section.heading,
      line: contextLine(text, isHit),
      words: wordsAt(section.text, isHit),
    };
  });
  const [first = { url: page.url, heading: "", line: contextLine(page.description, isHit) }, ...more] = lines;
  return { ...first, page: page.url, title: page.title, more, isHit };
}

const start = (words, isHit) => words.findIndex((word) => isHit(word));

/** The first words that were found and those behind them, for a browser to mark on the page. */
function wordsAt(text, isHit) {
  const words = text.split(" ");
  const first = start(words, isHit);
  return first < 0 ? "" : words.slice(first, first + MARKED).join(" ");
}

/** The words around the first one that was found. */
function contextLine(text, isHit) {
  const words = text.split(" ");
  const first = Math.max(start(words, isHit), 0);
  let from = Math.max(first - 6, 0);
  if (from < 4) from = 0;
  let line = "";
  let end = from;
  while (end < words.length && line.length + words[end].length < LINE) line += `${words[end++]} `;
  return (from ? "… " : "") + line.trim() + (end < words.length ? " …" : "");
}
