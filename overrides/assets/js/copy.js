// Copies the code above a button, and says so on it.

for (const button of document.querySelectorAll("[data-copies]")) {
  const name = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const code = button.closest("p").previousElementSibling.querySelector("code");
    getSelection().selectAllChildren(code); // where copying is not allowed, it can be done by hand
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = button.dataset.copies;
      setTimeout(() => (button.textContent = name), 5000);
    } catch {
      button.textContent = name;
    }
  });
}
