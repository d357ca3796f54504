/*
 * What both pages of an answer do for its reader while it grows: they keep its end in view, and give it to screen
 * readers in paragraphs.
 */
const reader = (() => {
  "use strict";

  // The end of the text counts as visible although it is a little below the window.
  const NEAR = 64;

  let following = true;
  let scrolledTo = 0;
  let length = 0;
  let spoken = 0;

  const find = (id) => document.getElementById(id);
  const text = () => find("text")?.textContent ?? "";

  /** Decides whether to follow the answer, by whether its end is in view after the reader has scrolled. */
  function scrolled() {
    const end = find("end")?.getBoundingClientRect();
    following = !end || (end.bottom >= 0 && end.bottom <= innerHeight + NEAR);
    scrolledTo = scrollY;
  }

  /** Keeps the growing end in view, unless the reader has scrolled away from it. */
  function follow(now) {
    // The event of the last scroll may still be on its way.
    if (scrollY !== scrolledTo) {
      scrolled();
    }
    if (following && now > length) {
      find("end").scrollIntoView({ block: "nearest" });
      scrolledTo = scrollY;
    }
    length = now;
  }

  /** Gives screen readers each paragraph when it is complete, and not each word. */
  function speak(now, over) {
    const end = over ? now.length : now.lastIndexOf("\n\n") + 1;
    if (now.length < spoken) {
      spoken = 0;
    }
    if (end > spoken) {
      find("spoken").textContent = now.slice(spoken, end);
      spoken = end;
    }
  }

  /** The text may have changed. */
  function changed(over) {
    const now = text();
    speak(now, over);
    follow(now.length);
  }

  /** The text so far was there when the page was loaded. */
  function start() {
    length = spoken = text().length;
    scrolledTo = scrollY;
    addEventListener("scroll", scrolled, { passive: true });
  }

  return { start, changed };
})();
