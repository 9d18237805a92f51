// What search knows, made once from search/index.json: two engines, one for pages and one for their
// sections, every word that is written, and the groups of synonyms. Queries are read elsewhere.

const again = new URL(import.meta.url).search; // as in search.js
const [{ default: MiniSearch }, { stemmer, tokens }] = await Promise.all([
  import("../vendor/minisearch-7.2.0.min.js" + again),
  import("./words.js" + again),
]);

/** Read the index once; the result is given to `rank`. */
export function prepare({ pages, synonyms = [], language = { stop: [], endings: [] }, words: spoken }) {
  const stem = stemmer(language.endings);
  const stop = new Set(language.stop);
  const isStop = (word) => stop.has(word);
  const key = (words) => words.map(stem).join(" ");
  const options = {
    stringifyField: (field) => field, // words are given as a list, so that each text is cut once
    tokenize: (field) => (typeof field === "string" ? tokens(field) : field),
    processTerm: (word) => (isStop(word) ? null : stem(word)),
  };
  const make = (boost, documents) => {
    const engine = new MiniSearch({ ...options, fields: Object.keys(boost), searchOptions: { boost, weights: { prefix: 0.4, fuzzy: 0 } } });
    engine.addAll(documents);
    return engine;
  };
  const sections = pages.flatMap((page, number) =>
    page.sections.map((section, place) => ({
      ...section, page: number, place, title: page.title,
      words: { heading: tokens(section.heading), text: tokens(section.text) },
    })),
  );
  const whole = (page, field) => sections.filter((one) => one.page === page).flatMap(({ words }) => words[field]);
  const inPages = make(
    { title: 6, words: 5, headings: 3, description: 2, body: 1 },
    pages.map((page, id) => ({
      id, title: page.title, description: page.description, words: page.words.join(" "),
      headings: whole(id, "heading"), body: whole(id, "text"),
    })),
  );
  const inSections = make(
    { heading: 4, under: 1.5, title: 1.5, text: 1 },
    sections.map(({ under = "", title, words }, id) => ({ id, under, title, ...words })),
  );
  const forms = new Map();
  const count = (words) => words.map((word) => {
    forms.set(word, (forms.get(word) ?? 0) + 1);
    return stem(word);
  }).join(" ");
  for (const section of sections) section.said = ` ${count(section.words.heading)} | ${count(section.words.text)} `;
  for (const page of pages) page.said = [page.title, ...page.words].map((text) => count(tokens(text)));
  for (const page of pages) count(tokens(page.description));
  const written = [...forms.keys()]; // on pages, not only among the synonyms
  const isWritten = (word) => written.some((form) => form.startsWith(word));
  const groups = new Map();
  for (const group of synonyms) {
    for (const words of [...(group.says ?? []), ...(group.asked ?? [])]) {
      const at = count(tokens(words));
      groups.set(at, [...(groups.get(at) ?? []), group]);
    }
  }
  const stems = new Set([...forms.keys()].map(stem));
  const isSaid = (words) => {
    const phrase = key(words);
    return groups.has(phrase) || sections.some(({ said }) => said.includes(` ${phrase} `));
  };
  const isKnown = (word) => stems.has(stem(word)) || isStop(word) || /^(\p{L}|\p{N}+)$/u.test(word);
  const known = { forms, groups, key, isSaid, isKnown, isWritten, isStop };
  return { pages, sections, inPages, inSections, stem, isStop, known, spoken };
}
