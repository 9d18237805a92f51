// Whether a search is about suicide: "first_person", "topic" or "". The phrases are data, in
// ../search/crisis.json; this is the way to read them. Nothing is kept and nothing is sent.

/** Small letters without accents or apostrophes; everything else but letters and digits is a blank. */
export function fold(text) {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{M}'\u2018\u2019\u02bc\u00b4\u0060\u200b-\u200d]/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The first tier of which a pattern is found in the query as whole words. */
export function tierOf(query, patterns) {
  const words = fold(query);
  const holds = (tier) => patterns[tier].some((one) => new RegExp(`(^| )(${one})( |$)`).test(words));
  return ["first_person", "topic"].find(holds) ?? "";
}
