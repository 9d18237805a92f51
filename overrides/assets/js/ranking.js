// Which pages a query finds, in which order, and which section and line to show of each.
// Pages come from search/index.json (written by healthguide.search_index). Nothing is drawn here.

const again = new URL(import.meta.url).search; // as in search.js
const [{ default: MiniSearch }, { fold }] = await Promise.all([
  import("../vendor/minisearch-7.2.0.min.js" + again),
  import("./crisis-words.js" + again),
]);

const STOP = new Set(
  "a about am an and any are as at be been but by can could did do does for from had has have he her him his how i if im in is it its ive me my of on or our she should so that the their them there they this to us was we were what when which who why will with would you your".split(" "),
);
const SUFFIXES = [["ies", "y"], ["ness", ""], ["ing", ""], ["ed", ""], ["ly", ""], ["es", ""], ["s", ""], ["e", ""]];
const LINE = 150; // characters of context

/** A word without its ending, so that inflections meet. Short words stay as they are. */
export function stem(word) {
  for (const [end, instead] of SUFFIXES) {
    if (word.endsWith(end) && word.length - end.length >= 4 && !(end === "s" && word.endsWith("ss"))) {
      return word.slice(0, -end.length) + instead;
    }
  }
  return word;
}

const NOT = /^(is|are|was|were|do|does|did|has|have|had|ca|can|wo|will|would|could)nt$/;
const read = (word) => (STOP.has(word) ? null : NOT.test(word) ? "not" : stem(word));

/** Words of a text; "PHQ9" is "phq 9", as the pages write it. */
const tokens = (text) =>
  fold(text).replace(/(\p{L})(?=\p{N})/gu, "$1 ").split(" ").filter(Boolean);
const wordsOf = (text) => tokens(text).map(read).filter(Boolean);
const phrase = (text) => wordsOf(text).join(" ");

/** Read the pages once; the result is given to `rank`. */
export function prepare(pages) {
  const engine = new MiniSearch({
    fields: ["title", "words", "headings", "description", "body"],
    tokenize: tokens,
    processTerm: read,
    searchOptions: {
      boost: { title: 6, words: 5, headings: 3, description: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 7 ? 2 : term.length > 4 ? 1 : false),
      weights: { fuzzy: 0.3, prefix: 0.5 },
    },
  });
  engine.addAll(
    pages.map((page, id) => ({
      id,
      title: page.title,
      description: page.description,
      words: page.words.join(" "),
      headings: page.sections.map((section) => section.heading).join(" "),
      body: page.sections.map((section) => section.text).join(" "),
    })),
  );
  const phrases = pages.map((page) => [page.title, ...page.words].map(phrase));
  return { engine, pages, phrases };
}

/** What a page's own words say of the whole query: that is what it is about, or part of it. */
function phraseBonus(query, phrases) {
  if (query && phrases.includes(query)) return 4;
  const padded = ` ${query} `;
  const near = (one) => padded.includes(` ${one} `) || ` ${one} `.includes(padded);
  return phrases.some((one) => one.includes(" ") && near(one)) ? 2 : 1;
}

/** Pages for the query, best first: url, title, heading, line of context, and the words to mark. */
export function rank(prepared, query, limit = 10) {
  const asked = new Set(wordsOf(query));
  const whole = phrase(query);
  const found = prepared.engine.search(query).map((hit) => {
    const share = hit.queryTerms.length / asked.size;
    return { hit, score: hit.score * share * share * phraseBonus(whole, prepared.phrases[hit.id]) };
  });
  found.sort((one, other) => other.score - one.score || one.hit.id - other.hit.id);
  return found.slice(0, limit).map(({ hit }) => shown(prepared.pages[hit.id], new Set(hit.terms)));
}

function shown(page, terms) {
  const isHit = (word) => terms.has(stem(fold(word)));
  let best = page.sections[0] ?? { anchor: "", heading: "", text: "" };
  let most = 0;
  for (const section of page.sections) {
    const seen = (text) => new Set(wordsOf(text).filter((word) => terms.has(word))).size;
    const points = 3 * seen(section.heading) + 2 * seen(section.text);
    if (points > most) [best, most] = [section, points];
  }
  return {
    url: page.url + (best.anchor ? `#${best.anchor}` : ""),
    page: page.url,
    title: page.title,
    heading: best.heading,
    line: contextLine(most ? best.text : page.description, isHit),
    isHit,
  };
}

/** The words around the first one that was found. */
function contextLine(text, isHit) {
  const words = text.split(" ");
  const first = Math.max(words.findIndex((word) => isHit(word)), 0);
  let start = Math.max(first - 6, 0);
  if (start < 4) start = 0;
  let line = "";
  let end = start;
  while (end < words.length && line.length + words[end].length < LINE) line += `${words[end++]} `;
  return (start ? "… " : "") + line.trim() + (end < words.length ? " …" : "");
}
