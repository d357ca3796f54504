/*
 * What the Faces pages do while their own server does not answer: the status that they show may no longer be true, and a
 * button that needs the server cannot work. Such a button keeps the focus, and says that it is disabled.
 */
const ownServer = (() => {
  "use strict";

  const AWAY = "This page cannot reach its server, so the status is not known. It tries again by itself.";

  let away = false;

  const find = (id) => document.getElementById(id);

  /** Shows a problem of the page itself; an empty text hides it. */
  function say(text) {
    const notice = find("pageTrouble");
    if (notice.textContent !== text) {
      notice.textContent = text;
      notice.hidden = !text;
    }
  }

  function buttons() {
    return document.querySelectorAll("input[type=submit]");
  }

  /** The server did not answer. */
  function lost() {
    away = true;
    say(AWAY);
    document.body.classList.add("away");
    document.querySelectorAll(".status").forEach((status) => {
      status.className = "status off";
      status.lastElementChild.textContent = "Unknown";
    });
    buttons().forEach((button) => button.setAttribute("aria-disabled", "true"));
  }

  /** The server answered, and the answer has replaced each status. */
  function back() {
    say("");
    if (away) {
      away = false;
      document.body.classList.remove("away");
      buttons().forEach((button) => button.removeAttribute("aria-disabled"));
    }
  }

  function isAway() {
    return away;
  }

  function ignoreDisabled(event) {
    if (event.target.closest("[aria-disabled=true]")) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  document.addEventListener("click", ignoreDisabled, true);

  return { say, lost, back, isAway };
})();
