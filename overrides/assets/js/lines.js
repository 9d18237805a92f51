// What is shown of a page that was found: its best sections, and of each a line with the words.
// Which pages and sections are best is ranking.js.

const again = new URL(import.meta.url).search; // as in search.js
const { tokens } = await import("./words.js" + again);

const LINE = 150; // characters of context
const MARKED = 4; // words for a text directive; more would more often run over the end of a block

/** A page with the section that answers best, up to two more, and the words to mark. */
export function shown({ stem }, { page, parts }, terms, typed) {
  const holds = (some) => (word) => tokens(word).some((one) => some.has(stem(one)));
  const isTyped = holds(typed);
  const isHit = holds(new Set([...terms, ...typed]));
  const start = (words) => {
    const first = words.findIndex(isTyped);
    return first < 0 ? words.findIndex(isHit) : first;
  };
  const best = parts.filter((one) => one.score >= 0.6 * parts[0].score && one.share >= parts[0].share).slice(0, 3);
  const lines = best.map(({ section }) => {
    const below = section.kind ? "" : page.sections[section.place + 1]?.text;
    return {
      url: page.url + (section.anchor ? `#${section.anchor}` : ""),
      heading: section.heading,
      line: contextLine(section.text || below || page.description, start),
      words: wordsAt(section.text, start),
    };
  });
  const [first = { url: page.url, heading: "", line: contextLine(page.description, start) }, ...more] = lines;
  return { ...first, page: page.url, title: page.title, more, isHit };
}

/** The first words that were found and those behind them, for a browser to mark on the page. */
function wordsAt(text, start) {
  const words = text.split(" ");
  const first = start(words);
  return first < 0 ? "" : words.slice(first, first + MARKED).join(" ");
}

/** The words around the first one that was found. */
function contextLine(text, start) {
  const words = text.split(" ");
  let from = Math.max(start(words) - 6, 0);
  if (from < 4) from = 0;
  let line = "";
  let end = from;
  while (end < words.length && line.length + words[end].length < LINE) line += `${words[end++]} `;
  return (from ? "… " : "") + line.trim() + (end < words.length ? " …" : "");
}
