// Which pages a query finds, in which order, and which of their sections answer best.
// What is known comes from known.js; nothing is drawn here.

const again = new URL(import.meta.url).search; // as in search.js
const [{ shown }, { readQuery }, { tokens }, { prepare }] = await Promise.all([
  import("./lines.js" + again),
  import("./query.js" + again),
  import("./words.js" + again),
  import("./known.js" + again),
]);

export { prepare };

const LESS = { "key-points": 0.8, questions: 0.7 }; // they repeat what other sections say

/** Scores of the documents that hold all the words, by id; `said` tells whether as a phrase. */
function holders(engine, words, last, said, terms) {
  const held = words.map((word) => {
    const least = last && word === words.at(-1) ? 2 : 4;
    const hits = engine.search(word, { prefix: (term) => term.length > least });
    return new Map(hits.map((hit) => [hit.id, hit]));
  });
  const scores = new Map();
  for (const [id, hit] of held[0] ?? []) {
    if (!held.every((one) => one.has(id))) continue;
    let score = 0;
    for (const one of held) score += one.get(id).score;
    if (words.length > 1) score *= said(id) ? 1.3 : 0.5;
    scores.set(id, score);
    for (const one of held) for (const term of one.get(id).terms) terms.add(term);
  }
  return scores;
}

/** For a part of the query, the best score of each page and section by any of its words. */
function scored(prepared, { own, group = [] }, last, terms, typed) {
  const { known, inPages, inSections, sections, pages, isStop } = prepared;
  const best = { pages: new Map(), sections: new Map(), at: new Set() };
  const add = (words, weight, terms) => {
    const asked = words.filter((word) => !isStop(word));
    const phrase = ` ${known.key(words)} `;
    const isIn = (id) => sections[id].said.includes(phrase);
    const found = holders(inSections, asked, last, isIn, terms);
    const inWhich = new Set([...found.keys()].filter(isIn).map((id) => sections[id].page));
    const foundPages = holders(inPages, asked, last, (id) => inWhich.has(id) || pages[id].said.some((one) => ` ${one} `.includes(phrase)), terms);
    for (const [kind, scores] of [["sections", found], ["pages", foundPages]]) {
      for (const [id, score] of scores) best[kind].set(id, Math.max(best[kind].get(id) ?? 0, score * weight));
    }
    return foundPages.size > 0;
  };
  const isSaid = ({ said }) => said.includes(` ${known.key(own)} `);
  best.said = (own.length === 1 || sections.some(isSaid)) && add(own, 1, typed);
  let same = false;
  const says = new Set(group.flatMap((one) => one.says ?? []));
  for (const words of says) same = add(tokens(words), 0.9, terms) || same;
  const near = new Set(group.flatMap((one) => one.near ?? []));
  if (!best.said && !same) for (const words of near) add(tokens(words), 0.9, terms);
  const raise = (scores, id, top, by) => scores.set(id, Math.max(scores.get(id) ?? 0, by * top));
  const [topPage, topSection] = [best.pages, best.sections].map((scores) => Math.max(...scores.values(), 1));
  for (const place of group.flatMap(({ at = [] }) => at)) {
    const [url, anchor] = place.split("#");
    const page = pages.findIndex((one) => one.url === url);
    const inside = [...sections.keys()].filter((id) => sections[id].page === page);
    const worth = (id) => (sections[id].kind ? 0 : (best.sections.get(id) ?? 0));
    const most = inside.reduce((one, other) => (worth(other) > worth(one) ? other : one), inside[0]);
    const id = anchor ? inside.find((one) => sections[one].anchor === anchor) : most;
    best.at.add(page);
    raise(best.pages, page, topPage, 1.1);
    raise(best.sections, id, topSection, 1.2);
  }
  best.top = { pages: Math.max(...best.pages.values()), sections: Math.max(...best.sections.values()) };
  const [name] = best.said || !group.length ? [own.join(" ")] : same ? [...says] : [...near];
  Object.assign(best, { same, name, grouped: group.length > 0 });
  return best;
}

/** The pages for a query, best first, with their sections; how many there are; what to say of it. */
export function rank(prepared, query, limit = 10) {
  const { pages, sections, known } = prepared;
  const { parts, missing, mended } = readQuery(query, known);
  const [terms, typed] = [new Set(), new Set()]; // of synonyms, and of the query itself
  const found = parts.map((part, n) => scored(prepared, part, n === parts.length - 1, terms, typed));
  const weights = found.map(({ sections: { size }, pages, grouped }) =>
    size || pages.size ? Math.max(Math.log(1 + sections.length / (size || 1)), grouped ? 3 : 0) : 0);
  const all = weights.reduce((sum, one) => sum + one, 0) || 1;
  const total = (kind, id) => {
    let score = 0;
    let share = 0;
    found.forEach((one, n) => {
      if (!one[kind].has(id)) return;
      score += Math.sqrt(one[kind].get(id) / one.top[kind]) * weights[n];
      share += weights[n];
    });
    share /= all;
    return { score: score * share * share, share };
  };
  const whole = known.key(tokens(query).filter((word) => !known.isStop(word)));
  const results = [];
  pages.forEach((page, number) => {
    const { score, share } = total("pages", number);
    if (!score) return;
    const parts = sections
      .map((section, id) => ({ section, ...(section.page === number ? total("sections", id) : { score: 0 }) }))
      .filter((one) => one.score)
      .map((one) => ({ ...one, score: one.score * (LESS[one.section.kind] ?? 1) }));
    parts.sort((one, other) => other.score - one.score);
    const led = found.reduce((sum, { at }, n) => sum + (at.has(number) ? weights[n] / all : 0), 0);
    const bonus = (page.said.includes(whole) ? 2 : 1) * (1 + led);
    results.push({ page, number, share, score: (score + (parts[0]?.score ?? 0)) * bonus, parts });
  });
  results.sort((one, other) => other.score - one.score || one.number - other.number);
  const most = Math.max(...results.map((one) => one.share));
  const kept = results.filter((one) => one.share >= most * 0.6);
  const unsaid = parts.filter((part, n) => !found[n].said && !found[n].same && part.group && !part.begun);
  return {
    results: kept.slice(0, limit).map((one) => shown(prepared, one, terms, typed)),
    total: kept.length,
    missing: [...missing, ...unsaid.map(({ own }) => own.join(" "))],
    instead: mended || found.some((one) => !one.said) ? found.map(({ name }) => name).join(" ") : "",
  };
}
