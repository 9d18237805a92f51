// How a page that was found is drawn: a link with the section that answers, a line of it, and links
// to more sections. What is found and in which order is ranking.js.

const SITE = new URL("../../", import.meta.url);

function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

/** The text with the words that were found in `mark`. */
function marked(text, isHit) {
  return text.split(/([\p{L}\p{N}]+)/u).map((part) => (isHit(part) ? element("mark", part) : part));
}

/** A page that was found, and of it the sections that answer. */
export function entry(result) {
  const item = section(result, result.title + (result.heading ? ": " + result.heading : ""), result.isHit);
  if (result.more.length) {
    const more = result.more.map((one) => section(one, one.heading || result.title, result.isHit));
    item.append(element("ul", ...more));
  }
  return item;
}

/** The browser marks the words of a text directive on the page one arrives at, and stores nothing. */
function section({ url, line, words }, name, isHit) {
  const link = element("a", ...marked(name, isHit));
  link.href = new URL(url, SITE);
  if (words) link.hash += `:~:text=${encodeURIComponent(words).replace(/-/g, "%2D")}`;
  return element("li", link, element("p", ...marked(line, isHit)));
}

/** A result of a search about suicide leads to its section, and no address holds its words. */
export const plain = (result) => ({ ...result, words: "", more: result.more.map((one) => ({ ...one, words: "" })) });

/** A page as a result of its own; under the card are those whose title or search words show it too. */
export const whole = (page) => ({ url: page.url, page: page.url, title: page.title, heading: "", line: page.description, more: [], isHit: () => false });

/** What a reader should know of the results, in one sentence or more. */
export function told({ results, total, missing, instead }, { one, other: many, none, first, missing: lacks, instead: other }) {
  const found =
    total > results.length ? first.replace("%", results.length).replace("#", total)
    : total > 1 ? many.replace("#", total)
    : total ? one : missing.length ? "" : none;
  return [
    ...(missing.length ? [lacks.replace("#", missing.join(", "))] : []),
    ...(instead && total ? [other.replace("#", instead)] : []),
    found,
  ].join(" ");
}
