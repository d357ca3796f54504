/* Shows an answer that arrives over a WebSocket, and the state of the connection. */
import { StreamSocket } from "../streamlistening/stream-socket.js";

const LIGHTS = {
  CONNECTING: ["Connecting", "busy"],
  CATCHING_UP: ["Catching up", "busy"],
  LIVE: ["Live", "live"],
  RETRYING: ["Trying again", "trouble"],
  LOST: ["Disconnected", "off"],
  COMPLETED: ["Complete", "done"],
  FAILED: ["Failed", "failed"],
  ENDED: ["Ended", "off"],
};
const ENDS = {
  done: LIGHTS.COMPLETED,
  stopped: ["Stopped", "off"],
  failed: LIGHTS.FAILED,
};
const CUT_OFF = ["Cut off", "cut"];
const OVER = ["COMPLETED", "FAILED", "ENDED"];
const PREFIX = "answers/";

const find = (id) => document.getElementById(id);
const stream = new URLSearchParams(location.search).get("stream") ?? "";

const NOTE_SHOWN = 10_000;

let tokens = 0;
let highest = 0;
let cuts = 0;
let cutAt = -1;
let cutOff = "";
let end = null;
let noteTimer = 0;

function show(id, text) {
  find(id).textContent = text;
  find(id).hidden = !text;
}

function unit(count) {
  return count === 1 ? "token" : "tokens";
}

function announce(id, text) {
  show(id, text);
  // Screen readers get the status, not each word.
  find("announcement").textContent = text;
}

function message(part) {
  switch (part.type) {
    case "prompt":
      show("asked", part.text ?? "");
      break;
    case "started":
      // In a fork, this answer begins here.
      tokens = highest = 0;
      cutOff = "";
      end = null;
      break;
    case "delta":
      token(part);
      break;
    case "cut":
      // Before "done": the answer is not whole.
      cutOff = part.reason ?? "";
      break;
    default:
      end = (cutOff && part.type === "done" && CUT_OFF) || (ENDS[part.type] ?? end);
      show("problem", part.reason ?? cutOff);
  }
  showOffset();
}

function token(token) {
  const text = find("text");
  if (tokens === 0) {
    text.textContent = "";
    text.classList.remove("nothing");
  }
  tokens++;
  highest = Math.max(highest, token.number ?? 0);
  text.append(token.text ?? "");
  find("tokens").textContent = tokens;
  find("tokensUnit").textContent = unit(tokens);
  find("missing").textContent = Math.max(0, highest - tokens);
  reader.changed(false);
}

/** The position is that of the whole frame once all messages of the frame were delivered. */
function showOffset() {
  queueMicrotask(() => { find("offset").textContent = socket.place.offset; });
}

function status(status, why) {
  const [word, style] = (status === "COMPLETED" && end) || LIGHTS[status];
  find("statusWord").textContent = word;
  find("light").className = `status ${style}`;
  find("announcement").textContent = word;
  const over = OVER.includes(status);
  leaveButton(over);
  catchingUp(status === "CATCHING_UP");
  if (over) {
    reader.changed(true);
  }
  if (tokens > 0 || status === "LIVE" || status === "COMPLETED") {
    find("facts").hidden = false;
    showOffset();
  }
  if (cutAt >= 0 && (status === "LIVE" || status === "COMPLETED")) {
    const missing = Math.max(0, highest - tokens);
    const loss = missing === 0 ? "nothing lost" : `${missing} lost`;
    announce("note", `Cut at token ${cutAt}, came back, ${loss}: ${tokens - cutAt} ${unit(tokens - cutAt)} since.`);
    noteTimer = setTimeout(() => show("note", ""), NOTE_SHOWN);
    cutAt = -1;
  }
  if (status !== "COMPLETED") {
    show("problem", problem(status, why));
  }
  // Back to this answer, but never to one that is not there.
  find("back").search = status === "FAILED" || tokens === 0 ? "" : `?stream=${encodeURIComponent(stream)}`;
}

function problem(status, why) {
  switch (status) {
    case "FAILED":
      return why.status === 404
        ? `There is no stream “${stream}”. This sample keeps each answer for an hour.`
        : `The server cannot show stream “${stream}”: ${why.message}`;
    case "ENDED":
      return "The session of this page ended. Reload the page to continue.";
    case "LOST":
      return "This page cannot reach its server. It tries again when you come back to it.";
    default:
      return "";
  }
}

/** A short catch-up needs no bar; CSS shows it after a moment. */
function catchingUp(now) {
  find("catchUp").hidden = !now;
}

/** Hides the button at the end, and moves its focus to the answer. */
function leaveButton(over) {
  if (over && document.activeElement === find("cut")) {
    find("reading").focus({ preventScroll: true });
  }
  find("cut").hidden = over;
  document.querySelectorAll("[data-needs=cut]").forEach((text) => { text.hidden = over; });
}

function cut() {
  cuts++;
  cutAt = tokens;
  clearTimeout(noteTimer);
  find("cuts").textContent = cuts;
  announce("note", `Cut at token ${cutAt}. What is written now waits in the stream.`);
  socket.reconnect();
}

let socket;
if (stream.startsWith(PREFIX)) {
  const key = encodeURIComponent(stream.slice(PREFIX.length));
  find("streamId").textContent = stream;
  find("text").textContent = "Waiting for the first word.";
  find("cut").addEventListener("click", cut);
  reader.start();
  socket = new StreamSocket(`socket/${key}`, { message, status });
}
