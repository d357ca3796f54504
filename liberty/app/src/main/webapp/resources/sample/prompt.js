/* The field of the prompt: Enter sends it, and an empty one is not sent. */
(() => {
  "use strict";

  const find = (id) => document.getElementById(id);

  function say(text) {
    find("promptError").textContent = text;
    find("prompt").setAttribute("aria-invalid", String(Boolean(text)));
  }

  function check(event) {
    if (event.target === find("ask") && !find("prompt").value.trim()) {
      event.preventDefault();
      say("Type a prompt first.");
      find("prompt").focus();
    }
  }

  function sendByEnter(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      find("generate").click();
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const prompt = find("prompt");
    find("fold").open = find("fold").dataset.open === "true";
    document.addEventListener("submit", check);
    prompt.addEventListener("keydown", sendByEnter);
    prompt.addEventListener("input", () => say(""));
    // The server rejected it: with the focus, a screen reader says why.
    if (prompt.getAttribute("aria-invalid") === "true") {
      prompt.focus();
    }
  });
})();
