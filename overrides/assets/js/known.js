// What search knows, made once from search/index.json: two engines, one for pages and one for their
// sections, every word that is written, and the groups of synonyms. Queries are read elsewhere.

const again = new URL(import.meta.url).search; // as in search.js
const [{ default: MiniSearch }, { stemmer, tokens }] = await Promise.all([
  import("../vendor/minisearch-7.2.0.min.js" + again),
  import("./words.js" + again),
]);

/** Read the index once; the result is given to `rank`. */
export function prepare({ pages, synonyms = [], language = { stop: [], endings: [] } }) {
  const stem = stemmer(language.endings);
  const stop = new Set(language.stop);
  const isStop = (word) => stop.has(word);
  const key = (words) => words.map(stem).join(" ");
  const options = { tokenize: tokens, processTerm: (word) => (isStop(word) ? null : stem(word)) };
  const make = (boost, documents) => {
    const engine = new MiniSearch({ ...options, fields: Object.keys(boost), searchOptions: { boost, weights: { prefix: 0.4, fuzzy: 0 } } });
    engine.addAll(documents);
    return engine;
  };
  const sections = pages.flatMap((page, number) =>
    page.sections.map((section, place) => ({ ...section, page: number, place, title: page.title })),
  );
  const whole = (page, field) => page.sections.map((section) => section[field]).join(" ");
  const inPages = make(
    { title: 6, words: 5, headings: 3, description: 2, body: 1 },
    pages.map((page, id) => ({
      id, title: page.title, description: page.description, words: page.words.join(" "),
      headings: whole(page, "heading"), body: whole(page, "text"),
    })),
  );
  const inSections = make(
    { heading: 4, under: 1.5, title: 1.5, text: 1 },
    sections.map((section, id) => ({ under: "", ...section, id })),
  );
  const forms = new Map();
  const count = (text) => tokens(text).map((word) => {
    forms.set(word, (forms.get(word) ?? 0) + 1);
    return stem(word);
  }).join(" ");
  for (const section of sections) section.said = ` ${count(section.heading)} | ${count(section.text)} `;
  for (const page of pages) page.said = [page.title, ...page.words].map(count);
  for (const page of pages) count(page.description);
  const written = [...forms.keys()]; // on pages, not only among the synonyms
  const isWritten = (word) => written.some((form) => form.startsWith(word));
  const groups = new Map();
  for (const group of synonyms) {
    for (const words of [...(group.says ?? []), ...(group.asked ?? [])]) {
      count(words);
      const at = key(tokens(words));
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
  return { pages, sections, inPages, inSections, stem, isStop, known };
}
