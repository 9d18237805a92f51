// What a query asks for: its words with mistakes mended towards words that exist, cut into the
// longest phrases that the synonyms know. Where the answers stand is ranking.js.

const again = new URL(import.meta.url).search; // as in search.js
const { distance, tokens } = await import("./words.js" + again);

const LONGEST = 6; // words of a synonym

/** How many letters may be wrong in a word of this length. */
const slips = (length) => (length > 8 ? 2 : length > 3 ? 1 : 0);

/** The known word that was probably meant: it begins alike, is the nearest, and is written most. */
function nearest(word, { forms }) {
  let best;
  let least = slips(word.length) + 0.9;
  for (const [form, count] of forms) {
    if (form[0] !== word[0]) continue;
    const far = distance(word, form, Math.min(slips(word.length), slips(form.length)));
    const cost = far - Math.min(count, 400) / 1000;
    if (cost < least) [best, least] = [form, cost];
  }
  return best;
}

function parted(word, { isSaid }) {
  for (let at = word.length - 2; at > 1; at--) {
    const both = [word.slice(0, at), word.slice(at)];
    if (isSaid(both)) return both;
  }
}

/** The words of the query as the guide writes them; `mended` when one is another, and `missing`. */
function mend(typed, known) {
  const { forms, isKnown, isSaid } = known;
  const words = [];
  const missing = [];
  let mended = false;
  for (let i = 0; i < typed.length; i++) {
    const word = typed[i];
    const joined = word + (typed[i + 1] ?? " ");
    const begun = i === typed.length - 1 && [...forms.keys()].some((form) => form.startsWith(word));
    if (forms.has(joined) && !(isKnown(word) && isSaid([word, typed[i + 1]]))) {
      words.push(joined);
      i++;
    } else if (isKnown(word) || begun) words.push(word);
    else {
      const other = parted(word, known) ?? [nearest(word, known)];
      if (other[0]) {
        words.push(...other);
        mended = true;
      } else missing.push(word);
    }
  }
  return { words, missing, mended };
}

/** The synonyms that begin with these words, of which the last is still being typed. */
function begins(words, { groups, key }) {
  const start = [key(words.slice(0, -1)), words.at(-1)].filter(Boolean).join(" ");
  return groups.get([...groups.keys()].find((one) => one.startsWith(start)));
}

/** Parts of the query, each with the words to look for; what no page has; and what was mended. */
export function readQuery(query, known) {
  const { words, missing, mended } = mend(tokens(query), known);
  const parts = [];
  for (let i = 0; i < words.length; ) {
    let length = Math.min(LONGEST, words.length - i);
    while (length > 1 && !known.groups.has(known.key(words.slice(i, i + length)))) length--;
    const own = words.slice(i, i + length);
    const group = known.groups.get(known.key(own));
    const begun = group || known.isWritten(own[0]) ? undefined : begins(words.slice(i), known);
    if (begun) return { parts: [...parts, { own: words.slice(i), group: begun, begun: true }], missing, mended };
    if (group || !known.isStop(own[0])) parts.push({ own, group });
    i += length;
  }
  return { parts, missing, mended };
}
