// The search of a site: names, other names and misspellings, found by the beginnings of their words.
(() => {
  /** Labels of kinds; then of each page its name, its folder, its kind, other names. @type {[string[], [string, string, number, ...string[]][]]} */
  const [kinds, rows] = /** @type {any} */ (window).searched;
  const MOST = 100;
  /** @param {string} id */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const input = /** @type {HTMLInputElement} */ (byId("words"));

  /** @param {string} text */
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  /** @param {string} text */
  const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}.]+/u).filter(Boolean);
  const known = rows.map(([name, , , ...others]) => [name, ...others].map((text) => wordsOf(text)));

  /** How well names answer what is asked; 0 for not at all. @param {string[][]} names @param {string[]} asked */
  function score(names, asked) {
    const all = names.flat(), joined = asked.join("");
    if (names.some((words) => words.join("") === joined)) return 4;
    if (names.some((words) => words.join("").startsWith(joined))) return 3;
    return asked.every((word) => all.some((own) => own.startsWith(word))) ? 2 - names[0].length / 100 : 0;
  }

  /** Return which of the names was meant, where it is not the first one; "" for that. @param {string[]} names @param {string[]} asked */
  function meant([name, ...others], asked) {
    /** @param {string} text */
    const has = (text) => asked.every((word) => wordsOf(text).some((own) => own.startsWith(word)));
    return has(name) ? "" : others.find(has) || "";
  }

  function show() {
    const asked = wordsOf(input.value);
    const hits = asked.length ? rows.map((row, i) => ({ row, points: score(known[i], asked) })).filter(({ points }) => points > 0) : [];
    hits.sort((a, b) => b.points - a.points || a.row[1].split("/").length - b.row[1].split("/").length || a.row[0].localeCompare(b.row[0]));
    byId("told").textContent = !asked.length ? "" : hits.length > MOST ? `${hits.length} pages, the first ${MOST} here` : `${hits.length} ${hits.length === 1 ? "page" : "pages"}`;
    byId("hits").replaceChildren(...hits.slice(0, MOST).map(({ row: [name, folder, kind, ...others] }) => {
      const other = meant([name, ...others], asked);
      const item = document.createElement("li"), link = document.createElement("a"), what = document.createElement("span");
      link.href = `../${folder}/index.html`;
      link.textContent = name || folder;
      what.className = "soft";
      what.textContent = ` ${kinds[kind]}${other && ` · ${other}`}`;
      item.append(link, what);
      return item;
    }));
  }

  input.value = new URLSearchParams(location.search).get("q") || "";
  input.addEventListener("input", show);
  input.focus();
  show();
})();
