// Opens the page for the code that a health record asks for. The query names a diagnosis: it leaves
// the address before anything else happens, and nothing is sent anywhere.
(() => {
  const CRITERIA = "mainSearchCriteria.";
  const asked = new URLSearchParams(location.search);
  if (!location.search) return;
  history.replaceState(null, "", location.href.replace(/[?#].*/s, ""));

  const plain = (code) => code.trim().toUpperCase().replaceAll(".", "");

  /** The link of a code, or of its category: F33 answers for F33.2. */
  function linkOf(links, system, code) {
    const wanted = plain(code);
    const of = (name) =>
      links.find(
        ({ dataset }) => (!system || dataset.system === system) && plain(dataset.code) === name,
      );
    return of(wanted) ?? (/^[A-Z]\d./.test(wanted) ? of(wanted.slice(0, 3)) : undefined);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const links = [...document.querySelectorAll("a[data-code]")];
    const found = [];
    for (const [key, code] of asked) {
      const name = /^mainSearchCriteria\.v\.c(\d*)$/.exec(key);
      const system = name && asked.get(`mainSearchCriteria.v.cs${name[1]}`)?.trim();
      const link = name && linkOf(links, system, code);
      if (link) found.push(link);
    }
    const help = found.find((link) => "help" in link.dataset);
    const pages = new Set(found.map((link) => link.href));
    if (help || pages.size === 1) location.replace((help ?? found[0]).href);
    else if (found.length || [...asked.keys()].some((key) => key.startsWith(CRITERIA)))
      document.querySelector(found.length ? "[data-many]" : "[data-none]").hidden = false;
  });
})();
