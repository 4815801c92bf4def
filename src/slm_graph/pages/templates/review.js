// What the pages of a review do besides: digits choose in the card that has the focus; what is typed chooses its line.
(() => {
  for (const card of document.querySelectorAll("[data-card]")) {
    const choices = /** @type {HTMLInputElement[]} */ ([...card.querySelectorAll("input[type=radio]")]);
    const typed = /** @type {HTMLInputElement | null} */ (card.querySelector(".typed > input"));
    typed?.addEventListener("input", () => {
      choices[typed.value ? choices.length - 1 : 0].checked = true;
    });
    card.addEventListener("keydown", (event) => {
      const key = /** @type {KeyboardEvent} */ (event);
      const choice = choices[Number(key.key) - 1];
      if (!choice || key.target === typed || key.ctrlKey || key.metaKey || key.altKey) return;
      key.preventDefault();
      choice.checked = true;
      choice.focus();
    });
  }
})();
