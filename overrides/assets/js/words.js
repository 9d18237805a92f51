// Words as search compares them: folded, without endings, and near to one another. What is an ending
// and what is no word to search for is data of the index, by language. Nothing is ranked here.

const again = new URL(import.meta.url).search; // as in search.js
const { fold } = await import("./crisis-words.js" + again);

/** Words of a text; "PHQ9" is "phq 9", as the pages write it. */
export const tokens = (text) =>
  fold(text).replace(/(\p{L})(?=\p{N})/gu, "$1 ").split(" ").filter(Boolean);

/** A function that takes a word's ending off, so that inflections meet. Short words stay whole. */
export function stemmer(endings) {
  const stems = new Map();
  const cut = (word) => {
    const fits = ([end]) => word.endsWith(end) && word.length - end.length >= 4 && !(end === "s" && word.endsWith("ss"));
    const [end, instead] = endings.find(fits) ?? ["", ""];
    return word.slice(0, word.length - end.length) + instead;
  };
  return (word) => stems.get(word) ?? stems.set(word, cut(word)).get(word);
}

/** How many letters to change, add, leave out or swap with the next; more than `most` is Infinity. */
export function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return Infinity;
  let before = [];
  let last = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + !same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...row) > most) return Infinity;
    [before, last] = [last, row];
  }
  return last[other.length] > most ? Infinity : last[other.length];
}
