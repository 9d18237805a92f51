// What a search says about suicide: "card", "line" or "". The meanings are data, in
// ../search/crisis.json; this is the way to read them. Nothing is kept and nothing is sent.

// Small letters without accents or apostrophes; everything else but letters and digits is a blank.
export function fold(text) {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{M}'\u2018\u2019\u02bc\u00b4\u0060\u200b-\u200d]/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const SIGNS = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i" };
// ANY stands for a letter that a star hides; keys side by side are 1, 10 or 11 apart in KEYS.
const ANY = "\u00f8";
const KEYS = "............qwertyuiop.asdfghjkl..zxcvbnm";

// The words of a query: letters for the signs that stand for them, spelled words put together.
const wordsOf = (query) =>
  fold(
    query
      .replace(/\*(?=[\p{L}*])/gu, ANY)
      .replace(/[013457@$!](?=[013457@$!]*\p{L})/gu, (sign) => SIGNS[sign]),
  )
    .replace(/\d(?=\p{L})|\p{L}(?=\d)/gu, "$& ")
    .replace(/(^| )\p{L}( \p{L}){2,}(?= |$)/gu, (spelled) => " " + spelled.replaceAll(" ", ""))
    .trim()
    .split(" ");

const isIn = (list, word) => (" " + list + " ").includes(" " + word + " ");
const squeeze = (word) => word.replace(/(.)\1+/g, "$1");
const touch = (one, other) => [1, 10, 11].includes(Math.abs(KEYS.indexOf(one) - KEYS.indexOf(other)));

// Whether the word is a slip away: a letter left out, doubled, swapped, or hit beside its key.
function isNear(typed, word) {
  const most = Math.min(typed.length, word.length);
  let [head, tail] = [0, 0];
  while (head < most && typed[head] === word[head]) head++;
  while (tail < most - head && typed.at(-1 - tail) === word.at(-1 - tail)) tail++;
  const is = typed.slice(head, typed.length - tail);
  const was = word.slice(head, word.length - tail);
  if (is.length > 1 || was.length > 1) return is.length === 2 && is === was[1] + was[0] && !was[2];
  if (word.length > 6 || is === ANY) return true;
  return is ? touch(is, was || word[head]) || touch(is, was || word[head - 1]) : most > 2;
}

// A short number for a word that must not be readable in the data.
export function mark(word) {
  let number = 0;
  for (const letter of word) number = (number * 33 + letter.charCodeAt(0)) % 36 ** 4;
  return number.toString(36);
}

// How one language is read; what it takes is an entry of "languages" in crisis.json.
function reader({ endings, words, small, apart, mended, near, hidden, ...tiers }) {
  const ending = new RegExp("^(.{3,}?)(" + endings + ")+$");
  const stem = (word) => word.replace(ending, "$1");
  const open = (text) => text.replace(/\{(\w+)\}/g, (_, name) => "(" + open(words[name]) + ")");
  const meant = mended.split(" ");
  const stems = new Set();
  const known = new Map();
  const rules = {};
  for (const tier in tiers) {
    const pattern = open(tiers[tier].join("|")).replace(/\p{L}+/gu, (word) => {
      stems.add(stem(word));
      meant.push(word);
      return stem(word) + "~?";
    });
    // A small word has the sign ~ and may stand in each blank of a rule.
    const filled = pattern.replaceAll("*", "\\S+").replaceAll(" ", " (\\S+~ ){0,5}");
    rules[tier] = new RegExp(" (" + filled.replaceAll("_", " ").replaceAll(".", "(?= $)") + ")(?= )", "g");
  }
  const isKey = (word) => stems.has(stem(word));
  const isPart = (word) => isKey(word) || isIn(small, word);
  const isWord = (word) => isPart(word) || isIn(apart, word) || isIn(near, word);
  const isSmall = (word) => isIn(small, word) || (word.length < 6 && !isIn(apart, word));

  const isLong = (word) => word.length > 3 || isIn(mended, word);
  const same = (word, one) => squeeze(one) === squeeze(word);
  const nearest = (word) =>
    meant.find((one) => same(word, one) || (isLong(one) && isNear(word, one))) ??
    meant.find((one) => one.length > 6 && isNear(squeeze(word), squeeze(one)));
  const isLoud = (word) => word.length > 6 && meant.includes(word);

  // The words that were written as one, or none; the last may have a slip.
  function split(word) {
    for (let at = word.length - 1; at > 0; at--) {
      const [head, rest] = [word.slice(0, at), word.slice(at)];
      if (isLoud(head) || isLoud(rest)) return [head, rest];
      if (!isPart(head) || (at === 1 && !/[aiy]/.test(head))) continue;
      const slip = isLong(head) && rest.length > 3 && nearest(rest);
      const tail = isPart(rest) ? [rest] : split(rest) ?? (slip ? [slip] : null);
      if (tail) return [head, ...tail];
    }
    return null;
  }

  // The word that was meant, or the words.
  function mend(word) {
    const one = isKey(squeeze(word)) ? squeeze(word) : nearest(word);
    const some = one ? [one] : split(word);
    return one || some?.some(isLong) ? some : [word];
  }

  function read(list, isKnown) {
    const said = [];
    for (let at = 0; at < list.length; at++) {
      const both = list[at] + (list[at + 1] ?? "");
      const isOdd = () => list[at + 1] && !list.slice(at, at + 2).every(isKnown);
      // A blank that was hit a letter too early or too late.
      for (const to of [list[at].length - 1, list[at].length + 1]) {
        const torn = [both.slice(0, to), both.slice(to)];
        if (isOdd() && torn.every(isKnown)) list.splice(at, 2, ...torn);
      }
      const [one, next = ""] = list.slice(at);
      const close = isOdd() && both.length > 5 && !isKnown(both) && nearest(both);
      const shown = Object.keys(hidden).find((name) => isIn(hidden[name], mark(stem(one))));
      if (shown) said.push(shown);
      else if (close && close.length > 5) {
        said.push(close);
        at++;
      } else if (next && (meant.includes(both) || (next.length > 4 && isKey(both))) && (both.length > 5 || !isKnown(one) || !isKnown(next))) {
        said.push(both);
        at++;
      } else {
        if (!known.has(one)) known.set(one, isKnown(one) ? [one] : mend(one));
        said.push(...known.get(one));
      }
    }
    const text = said.map((word) => " " + stem(word) + (isSmall(word) ? "~" : "")).join("") + " ";
    const asked = text.replace(rules.spared, " -");
    const sure = asked.replace(rules.doubt, " -");
    if (sure.search(rules.card) >= 0) return "card";
    return sure !== asked || sure.search(rules.line) >= 0 ? "line" : "";
  }
  return { isWord, read };
}

const prepared = new WeakMap();

// What a query shows: "card", "line" or ""; "numbers" are those of the crisis lines.
export function tierOf(query, data, numbers) {
  if (!prepared.has(data)) prepared.set(data, Object.values(data.languages).map(reader));
  const readers = prepared.get(data);
  const called = numbers.map((number) => number.match(/\d/g).join("+[\\s-]*") + "+").join("|");
  if (called && new RegExp("(^|[^\\d.,])(" + called + ")(?![.,]?\\d| ?m[gl]\\b)").test(query)) return "card";
  const isKnown = (word) => readers.some(({ isWord }) => isWord(word));
  const said = readers.map(({ read }) => read(wordsOf(query), isKnown));
  return ["card", "line"].find((tier) => said.includes(tier)) ?? "";
}
