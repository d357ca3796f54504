/*
 * Reads the state of the page again after each notification of the server. Notifications have no content: after a lost
 * connection the page reads the current state.
 */
const sample = (() => {
  "use strict";

  // A little longer than the window in which the server notifies of the first change only.
  const SETTLED_AFTER = 80;
  const FIRST_PAUSE = 500;
  const LONGEST_PAUSE = 8000;
  // After a connection of this length, the count of failures starts again.
  const GOOD_AFTER = 5000;
  const RELOAD_AGAIN_AFTER = 20000;
  const LAST_RELOAD = "sample.lastReload";
  const DEADLINE = 8000;
  // How long the effect of a button is shown. That of Disconnect stays until Resume.
  const NOTE_SHOWN = 10000;
  // A notification can be lost, or its connection hang. While an answer is followed, the page reads at least as often.
  const READ_AFTER = 3000;
  const LONG_CATCH_UP = 500;

  // The number of lost connections: a request from before a loss may never report its end.
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
  let note = { text: "", until: 0 };
  let noteTimer = 0;
  let catchUpTimer = 0;
  let readTimer = 0;
  let retryTimer = 0;
  // Whether the socket is open, and whether the page was read since it was lost.
  let connected = false;
  let readSince = true;

  const find = (id) => document.getElementById(id);

  /** Sends one request at a time: a change during a request is read by the next request. */
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
    // Runs once per request, also when no event is reported: MyFaces reports none without a network.
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
      // What an action could not do stays until the next action.
      render: execute === "@none" ? "live body story" : "live body story failures",
      onevent: (data) => data.status === "success" && end(updated),
      onerror: (error) => end(() => failed(error)),
    });
  }

  function updated() {
    unread = 0;
    readSince = true;
    clearTimeout(retryTimer);
    ownServer.back();
    if (isForgotten()) {
      reload();
      return;
    }
    show();
    if (readAgain) {
      readAgain = false;
      read();
    }
  }

  function failed(error) {
    if (/ViewExpired/.test(error.errorName)) {
      reload();
    } else {
      unread++;
      lost();
      clearTimeout(retryTimer);
      retryTimer = setTimeout(read, pauseAfter(unread));
    }
  }

  /** Until the page is read again, its status is not known. */
  function lost() {
    ownServer.lost();
    announce();
  }

  /**
   * Whether this page has an address of a stream, and its session knows of none: the server continued a request in a
   * new session, since the old one ended during the request. No view expires then.
   */
  function isForgotten() {
    return !find("streamId") && Boolean(new URLSearchParams(location.search).get("stream")?.trim());
  }

  /** The session and its view are gone: a new page joins the stream again. Limited, to prevent an endless reload. */
  function reload() {
    const last = Number(sessionStorage.getItem(LAST_RELOAD));
    if (Date.now() - last < RELOAD_AGAIN_AFTER) {
      ownServer.say("The session of this page ended. Reload the page to continue.");
      return;
    }
    sessionStorage.setItem(LAST_RELOAD, String(Date.now()));
    leaving = true;
    location.replace(find("share")?.href ?? location.href);
  }

  /** Adapts what is not rendered again to what is. */
  function show() {
    offer();
    showNote();
    showCatchUp();
    announce();
    reader.changed(!isFollowing());
    readLater();
  }

  function isFollowing() {
    return find("live").dataset.can.split(" ").includes("disconnect");
  }

  function readLater() {
    clearTimeout(readTimer);
    readTimer = isFollowing() ? setTimeout(() => leaving || read(), READ_AFTER) : 0;
  }

  /** Shows the buttons that are possible now, and texts about them. If the focused button disappears, another one gets the focus. */
  function offer() {
    const { can, known } = find("live").dataset;
    const possible = can.split(" ");
    const buttons = [...document.querySelectorAll(".buttons .button")];
    const focused = buttons.find((button) => button === document.activeElement);
    buttons.forEach((button) => { button.hidden = !possible.includes(button.id); });
    if (focused?.hidden) {
      buttons.find((button) => !button.hidden)?.focus({ preventScroll: true });
    }
    offerTexts(possible, known);
  }

  function offerTexts(possible, known) {
    const there = known === "true" ? [...possible, "known"] : possible;
    document.querySelectorAll("[data-needs]").forEach((text) => {
      text.hidden = !text.dataset.needs.split(" ").some((need) => there.includes(need));
    });
    // A link to a stream that does not exist helps nobody.
    if (find("links")) {
      find("links").hidden = known !== "true";
    }
  }

  /** Hides the effect of a button after a while. */
  function showNote() {
    const text = find("note")?.textContent ?? "";
    if (text !== note.text) {
      note = { text, until: Date.now() + NOTE_SHOWN };
      clearTimeout(noteTimer);
      noteTimer = text ? setTimeout(showNote, NOTE_SHOWN) : 0;
    }
    if (text) {
      const stays = find("live").dataset.status === "STOPPED";
      find("noteBox").hidden = !stays && Date.now() >= note.until;
    }
  }

  /** A short catch-up needs no bar. How long a stream is, only its server knows: the bar moves, and the count grows. */
  function showCatchUp() {
    if (find("live").dataset.status !== "CATCHING_UP") {
      clearTimeout(catchUpTimer);
      catchUpTimer = 0;
      find("catchUp").hidden = true;
    } else if (!catchUpTimer) {
      catchUpTimer = setTimeout(() => { find("catchUp").hidden = false; }, LONG_CATCH_UP);
    }
  }

  /** Announces the status, not each word, to screen readers. */
  function announce() {
    const parts = [find("statusWord"), isFollowing() && find("placeholder"), find("problem"), find("note")]
      .map((part) => part?.textContent ?? "");
    const text = parts.filter(Boolean).join(". ");
    if (text !== announced) {
      announced = text;
      find("announcement").textContent = text;
    }
  }

  function opened() {
    connected = true;
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
    if (connected) {
      connected = readSince = false;
      epoch++;
      underWay = 0;
    }
    if (leaving) {
      return;
    }
    // A single failure is normal: servers close idle connections. Some networks allow requests only.
    if (++failures > 1 && !readSince) {
      lost();
    }
    reconnecting = setTimeout(reconnect, pauseAfter(failures));
  }

  /** Grows with each failure, with jitter. */
  function pauseAfter(times) {
    return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (times - 1)) * (0.5 + Math.random() / 2);
  }

  function reconnect() {
    // The request also detects that the session has ended; a socket would only be rejected again and again.
    read();
    faces.push.open("updates");
  }

  /** A page that its user looks at again does not wait for its next attempt. */
  function wake() {
    if (ownServer.isAway() && !leaving && document.visibilityState === "visible") {
      failures = 0;
      unread = 0;
      clearTimeout(reconnecting);
      if (connected) {
        read();
      } else {
        reconnect();
      }
    }
  }

  /**
   * A form was submitted, and the next page is loading. Until then this page sends nothing, since a further navigation
   * would cancel the form. If this page is still shown after the deadline, it continues.
   */
  function leave(event) {
    if (event.defaultPrevented) {
      return;
    }
    leaving = true;
    setTimeout(() => {
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

  /** Shows the prompt of this answer again; Generate then begins a fork. */
  function edit() {
    find("prompt").value = find("asked").textContent;
    find("edited").value = find("streamId").textContent;
    find("fold").open = true;
    find("prompt").focus();
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
    if (find("copy") && navigator.clipboard) {
      find("copy").hidden = false;
      find("copy").addEventListener("click", copy);
    }
    find("edit").addEventListener("click", edit);
    find("fold").querySelector("summary").addEventListener("click", () => { find("edited").value = ""; });
    find("endSession")?.addEventListener("click", () => find("ending").showModal());
    find("keepSession").addEventListener("click", () => find("ending").close());
    announced = find("statusWord").textContent;
    reader.start();
    offer();
    showNote();
    readLater();
  });

  return { opened, changed, closed };
})();
