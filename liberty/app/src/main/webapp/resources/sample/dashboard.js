/* Reads the figures of the page once a second, while the page is visible, and shows the buttons that are possible. */
(() => {
  "use strict";

  const INTERVAL = 1000;
  const DEADLINE = 8000;
  const PARTS = "head tile-orders tile-payments tile-visits tile-ledger";

  let underWay = false;

  const find = (id) => document.getElementById(id);

  /** Sends one request at a time. A button that is pressed during one waits for its end. */
  function request(source, execute) {
    if (underWay) {
      if (execute !== "@none") {
        setTimeout(() => request(source, execute), 50);
      }
      return;
    }
    let over = false;
    const end = (outcome) => {
      clearTimeout(deadline);
      if (!over) {
        over = true;
        underWay = false;
        outcome();
        offer();
      }
    };
    const deadline = setTimeout(() => end(ownServer.lost), DEADLINE);
    underWay = true;
    faces.ajax.request(source, null, {
      execute,
      // What an action could not do stays until the next action.
      render: execute === "@none" ? PARTS : `failures ${PARTS}`,
      onevent: (data) => data.status === "success" && end(ownServer.back),
      onerror: (error) => /ViewExpired/.test(error.errorName) ? location.reload() : end(ownServer.lost),
    });
  }

  function read() {
    if (document.visibilityState === "visible") {
      request(find("board"), "@none");
    }
  }

  /** If the focused button disappears, the one in its place gets the focus. */
  function offer() {
    const buttons = [...document.querySelectorAll("[data-does]")];
    const focused = buttons.find((button) => button === document.activeElement);
    buttons.forEach((button) => {
      const part = find(button.dataset.tile) ?? find(`tile-${button.dataset.tile}`);
      button.hidden = !part.dataset.can.split(" ").includes(button.dataset.does);
    });
    if (focused?.hidden) {
      buttons.find((button) => !button.hidden && button.dataset.tile === focused.dataset.tile)
        ?.focus({ preventScroll: true });
    }
  }

  function click(event) {
    const button = event.target.closest("[data-does]");
    if (button) {
      event.preventDefault();
      find("announcement").textContent = "";
      request(button, "@this");
      find("announcement").textContent = button.getAttribute("aria-label") ?? button.value;
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("click", click);
    offer();
    setInterval(read, INTERVAL);
  });
})();
