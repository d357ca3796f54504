/*
 * Reads the state of the page again whenever the server says that it changed. A message only says so: what is lost while
 * the connection is down is read when it is up again.
 */
const sample = (() => {
  "use strict";

  // A little longer than the window in which the server tells only the first change: after that nothing is untold.
  const SETTLED_AFTER = 80;
  const ATTEMPTS = 8;
  const FIRST_PAUSE = 500;
  const LONGEST_PAUSE = 8000;
  // A connection that lasts this long was a good one, and the next failure is the first again.
  const GOOD_AFTER = 5000;
  const RELOAD_AGAIN_AFTER = 20000;
  const LAST_RELOAD = "sample.lastReload";
  const DEADLINE = 8000;
  const AWAY = "This page cannot reach its server. It tries again by itself.";
  const GONE = "This page lost its server. Reload it to go on; nothing of the answer is lost.";

  // Counts the times that the connection was lost: a request of before may end never, or without a word.
  let epoch = 0;
  let underWay = 0;
  let readAgain = false;
  let settling = 0;
  let unread = 0;
  let failures = 0;
  let good = 0;
  let reconnecting = 0;
  let leaving = false;
  let announced = "";

  const find = (id) => document.getElementById(id);

  function trouble(text) {
    const place = find("pageTrouble");
    if (place.textContent !== text) {
      place.textContent = text;
      place.hidden = !text;
    }
  }

  /** Never queues up: what changes while a request is under way is read by the next one. */
  function read() {
    if (underWay > 0) {
      readAgain = true;
    } else {
      request(find("reading"), "@none");
    }
  }

  function request(source, execute) {
    const begun = epoch;
    let over = false;
    // Once per request, whatever the implementation reports, or does not: MyFaces says nothing when there is no network.
    const end = (outcome) => {
      clearTimeout(deadline);
      if (!over && !leaving && begun === epoch) {
        over = true;
        underWay--;
        outcome();
      }
    };
    const deadline = setTimeout(() => end(() => failed({})), DEADLINE);
    underWay++;
    faces.ajax.request(source, null, {
      execute,
      render: "live body story",
      onevent: (data) => data.status === "success" && end(updated),
      onerror: (error) => end(() => failed(error)),
    });
  }

  function updated() {
    unread = 0;
    trouble("");
    offer();
    announce();
    if (readAgain) {
      readAgain = false;
      read();
    }
  }

  function failed(error) {
    if (/ViewExpired/.test(error.errorName)) {
      reload();
    } else if (++unread > ATTEMPTS) {
      trouble(GONE);
    } else {
      trouble(AWAY);
      setTimeout(read, pauseAfter(unread));
    }
  }

  /** The session is gone, and with it the view: a fresh page joins the stream anew. But never in a circle. */
  function reload() {
    const last = Number(sessionStorage.getItem(LAST_RELOAD));
    if (Date.now() - last < RELOAD_AGAIN_AFTER) {
      trouble("The session of this page ended. Reload the page to go on.");
      return;
    }
    sessionStorage.setItem(LAST_RELOAD, String(Date.now()));
    leaving = true;
    location.replace(find("share")?.href ?? location.href);
  }

  /** Shows the buttons that make sense now. Whoever had pressed one that goes is led to what takes its place. */
  function offer() {
    const possible = find("live").dataset.can.split(" ");
    const buttons = [...document.querySelectorAll("[data-ajax]")];
    const focused = buttons.find((button) => button === document.activeElement);
    buttons.forEach((button) => { button.hidden = !possible.includes(button.id); });
    if (focused?.hidden) {
      buttons.find((button) => !button.hidden)?.focus({ preventScroll: true });
    }
  }

  /** Tells the status, not each word, to those who do not see the page. */
  function announce() {
    const parts = [find("statusWord"), find("problem"), find("note")].map((part) => part?.textContent ?? "");
    const text = parts.filter(Boolean).join(". ");
    if (text !== announced) {
      announced = text;
      find("announcement").textContent = text;
    }
  }

  function opened() {
    clearTimeout(good);
    good = setTimeout(() => { failures = 0; }, GOOD_AFTER);
    read();
  }

  function changed() {
    read();
    clearTimeout(settling);
    settling = setTimeout(read, SETTLED_AFTER);
  }

  function closed() {
    clearTimeout(good);
    clearTimeout(reconnecting);
    epoch++;
    underWay = 0;
    if (leaving) {
      return;
    }
    if (++failures > ATTEMPTS) {
      trouble(GONE);
    } else {
      // Once is nothing: servers close what was silent for long.
      trouble(failures > 1 ? AWAY : "");
      reconnecting = setTimeout(reconnect, pauseAfter(failures));
    }
  }

  /** Longer each time, and never the same for two pages. */
  function pauseAfter(times) {
    return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (times - 1)) * (0.5 + Math.random() / 2);
  }

  function reconnect() {
    // Also finds out whether the session is still there: a socket alone would be refused again and again.
    read();
    faces.push.open("updates");
  }

  /** Somebody came back to a page that had given up. */
  function wake() {
    if (failures > ATTEMPTS && document.visibilityState === "visible") {
      failures = 0;
      unread = 0;
      reconnect();
    }
  }

  /**
   * A form was sent, and another page is on its way. Until it is here this one does nothing by itself: to load something
   * else would stop what somebody asked for. A page that is still here after long goes on.
   */
  function leave() {
    const before = epoch;
    leaving = true;
    setTimeout(() => {
      const connected = epoch === before;
      leaving = false;
      epoch++;
      underWay = 0;
      if (connected) {
        read();
      } else {
        reconnect();
      }
    }, DEADLINE);
  }

  function click(event) {
    const button = event.target.closest("[data-ajax]");
    if (button) {
      event.preventDefault();
      request(button, "@this");
    }
  }

  function submitByEnter(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      find("generate").click();
    }
  }

  async function copy() {
    await navigator.clipboard.writeText(find("share").href);
    find("copy").textContent = "Copied";
    find("announcement").textContent = "Link copied";
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("click", click);
    document.addEventListener("submit", leave);
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
    addEventListener("pagehide", () => { leaving = true; });
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    find("prompt").addEventListener("keydown", submitByEnter);
    if (find("copy") && navigator.clipboard) {
      find("copy").hidden = false;
      find("copy").addEventListener("click", copy);
    }
    announced = find("statusWord").textContent;
    offer();
  });

  return { opened, changed, closed };
})();
