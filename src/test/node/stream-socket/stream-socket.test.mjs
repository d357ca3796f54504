/* The browser's end of a stream socket, with a browser, a server and a clock that these tests play. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { beforeEach, mock, test } from "node:test";

const source = await readFile(process.env.STREAM_SOCKET_JS, "utf8");
const { StreamSocket } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

let connections;
let listeners;
let messages;
let statuses;

class FakeWebSocket {
  constructor(url) {
    this.url = new URL(url);
    this.closed = false;
    connections.push(this);
  }

  get place() {
    return `${this.url.searchParams.get("offset")}+${this.url.searchParams.get("skip")}`;
  }

  close() {
    this.closed = true;
  }

  send(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  lose(code = 1006, reason = "") {
    this.onclose({ code, reason });
  }
}

const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const data = (offset, values, skip) => ({ type: "data", offset, skip, messages: values });
const last = () => connections.at(-1);

function follow(handlers = {}) {
  return new StreamSocket("answers/42", {
    message: (value) => messages.push(value),
    status: (status, why) => statuses.push(why ? [status, why] : status),
    ...handlers,
  });
}

beforeEach(() => {
  connections = [];
  listeners = {};
  messages = [];
  statuses = [];
  globalThis.WebSocket = FakeWebSocket;
  globalThis.document = {
    baseURI: "https://app.example/here/page.html",
    visibilityState: "visible",
    addEventListener: (name, listener) => { listeners[name] = listener; },
    removeEventListener: (name) => { delete listeners[name]; },
  };
  globalThis.addEventListener = document.addEventListener;
  globalThis.removeEventListener = document.removeEventListener;
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("connects beside the page, from the beginning, and hands over each message", () => {
  const socket = follow();
  assert.equal(last().url.href, "wss://app.example/here/answers/42?offset=-1&skip=0");
  last().send({ type: "status", status: "CATCHING_UP", offset: "-1" });
  last().send(data("o7", [1, "two", { three: 3 }]));
  last().send({ type: "status", status: "LIVE", offset: "o7" });
  assert.deepEqual(messages, [1, "two", { three: 3 }]);
  assert.deepEqual(statuses, ["CONNECTING", "CATCHING_UP", "LIVE"]);
  assert.deepEqual(socket.place, { offset: "o7", skip: 0 });
});

test("goes on behind the last frame that it got", () => {
  follow();
  last().send(data("o7", [1], 3));
  last().lose();
  mock.timers.tick(500);
  assert.equal(connections.length, 2);
  assert.equal(last().place, "o7+3");
  last().send({ type: "status", status: "LIVE", offset: "o9" });
  last().lose(1013, "too slow");
  mock.timers.tick(1000);
  assert.equal(last().place, "o9+0");
  assert.deepEqual(statuses, ["CONNECTING", "RETRYING", "LIVE", "RETRYING"]);
});

test("says that it goes on at another place, and goes on there", () => {
  const resets = [];
  const socket = follow({ reset: (reason) => resets.push([reason, messages.length, socket.place.offset]) });
  last().send(data("o7", [1]));
  last().send({ type: "reset", offset: "-1" });
  last().send(data("o9", [8]));
  last().send({ type: "reset", offset: "p0", reason: "recreated" });
  assert.deepEqual(resets, [["history-gone", 1, "-1"], ["recreated", 2, "p0"]]);
  assert.deepEqual(messages, [1, 8]);
  last().lose();
  mock.timers.tick(500);
  assert.equal(last().place, "p0+0");
});

test("starts where an earlier socket was", () => {
  new StreamSocket("answers/42", {}, { offset: "o5", skip: 2 });
  assert.equal(last().place, "o5+2");
});

test("does not hear a connection that it has given up", () => {
  const socket = follow();
  const old = last();
  socket.reconnect();
  mock.timers.tick(500);
  old.send(data("o1", ["late"]));
  old.lose();
  assert.equal(old.closed, true);
  assert.equal(connections.length, 2);
  assert.deepEqual(messages, []);
});

test("waits longer each time, never exactly as long, and at last for somebody", () => {
  const random = mock.method(Math, "random", () => 0.999_999);
  follow();
  const pauses = [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000, 15000];
  for (const pause of pauses) {
    const before = connections.length;
    last().lose();
    mock.timers.tick(pause - 2);
    assert.equal(connections.length, before);
    mock.timers.tick(2);
    assert.equal(connections.length, before + 1);
  }
  last().lose();
  mock.timers.tick(3_600_000);
  assert.equal(connections.length, pauses.length + 1);
  assert.equal(statuses.at(-1), "LOST");
  listeners.visibilitychange();
  assert.equal(connections.length, pauses.length + 2);
  random.mock.mockImplementation(() => 0);
  last().lose();
  mock.timers.tick(250);
  assert.equal(connections.length, pauses.length + 3);
  random.mock.restore();
});

test("stops when the server says that there is no use in coming back", () => {
  for (const [code, reason] of [[1008, "session ended"], [1000, "ended"]]) {
    follow();
    const before = connections.length;
    last().lose(code, reason);
    mock.timers.tick(3_600_000);
    assert.equal(connections.length, before);
    assert.deepEqual(statuses.at(-1), ["ENDED", { code, reason }]);
  }
});

test("stops when the stream is complete, or failed", () => {
  const socket = follow();
  last().send(data("o1", [1]));
  last().send({ type: "completed", offset: "o2" });
  last().onclose({ code: 1000, reason: "completed" });
  assert.equal(statuses.at(-1), "COMPLETED");
  assert.deepEqual(socket.place, { offset: "o2", skip: 0 });
  follow();
  last().send({ type: "failed", status: 404, message: "no such stream" });
  last().onclose({ code: 1011, reason: "failed" });
  assert.deepEqual(statuses.at(-1), ["FAILED", { status: 404, message: "no such stream" }]);
  mock.timers.tick(3_600_000);
  assert.equal(connections.length, 2);
});

test("stops at what is no frame, rather than lose it", () => {
  follow();
  last().onmessage({ data: "{" });
  assert.equal(statuses.at(-1)[0], "FAILED");
  assert.equal(last().closed, true);
});

test("comes back when nothing was heard for long", () => {
  follow();
  mock.timers.tick(70_000);
  last().send({ type: "alive" });
  mock.timers.tick(70_000);
  assert.equal(connections.length, 1);
  mock.timers.tick(5_000);
  mock.timers.tick(500);
  assert.equal(connections.length, 2);
  assert.equal(connections[0].closed, true);
});

test("hands over text whose characters are cut, also by a lost connection", () => {
  follow();
  const bytes = Buffer.from("naïve 🐘 text");
  for (let i = 0; i < bytes.length; i += 2) {
    const piece = bytes.subarray(i, i + 2);
    last().send({ type: "data", offset: "-1", skip: i + piece.length, contentType: "text/plain; charset=utf-8", base64: base64(piece) });
    if (i % 3 === 0) {
      last().lose();
      mock.timers.tick(500);
      assert.equal(last().place, `-1+${i + piece.length}`);
    }
  }
  assert.equal(messages.join(""), "naïve 🐘 text");
});

test("hands over bytes as they are", () => {
  follow();
  last().send({ type: "data", offset: "o1", contentType: "image/png", base64: base64([0, 255, 128]) });
  assert.deepEqual(messages, [new Uint8Array([0, 255, 128])]);
});

test("hands nothing over after the page has closed it, and knows the place to the message", () => {
  const socket = follow({
    message: (value) => {
      messages.push(value);
      if (value === 2) {
        socket.close();
      }
    },
  });
  last().send(data("o9", [1, 2, 3]));
  assert.deepEqual(messages, [1, 2]);
  assert.deepEqual(socket.place, { offset: "-1", skip: 2 });
  assert.equal(last().closed, true);
  mock.timers.tick(3_600_000);
  assert.equal(connections.length, 1);
  assert.deepEqual(listeners, {});
});

test("goes on after a message that the page cannot show", () => {
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  follow({
    message: (value) => {
      if (value === 1) {
        throw new Error("cannot show 1");
      }
      messages.push(value);
    },
  });
  last().send(data("o1", [1, 2]));
  assert.deepEqual(reported, ["cannot show 1"]);
  assert.deepEqual(messages, [2]);
});

test("waits longer each time too where it is cut as soon as it is live, but not where that held for a while", () => {
  const random = mock.method(Math, "random", () => 0.999_999);
  follow();
  for (const pause of [500, 1000, 2000]) {
    const before = connections.length;
    last().send({ type: "status", status: "LIVE", offset: "o1" });
    last().lose();
    mock.timers.tick(pause - 2);
    assert.equal(connections.length, before);
    mock.timers.tick(2);
    assert.equal(connections.length, before + 1);
  }
  last().send({ type: "status", status: "LIVE", offset: "o1" });
  mock.timers.tick(15_000);
  last().lose();
  mock.timers.tick(500);
  assert.equal(connections.length, 5);
  random.mock.restore();
});

test("gives up after ten times on which nothing was ever heard", () => {
  follow();
  for (let i = 0; i < 100; i++) {
    mock.timers.tick(75_000);
  }
  assert.equal(connections.length, 11);
  assert.equal(statuses.at(-1), "LOST");
});

test("comes back also for a page that cannot show the status", () => {
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  follow({
    status: (status) => {
      throw new Error(`cannot show ${status}`);
    },
    reset: () => {
      throw new Error("cannot start anew");
    },
  });
  last().send({ type: "reset", offset: "o3" });
  last().lose();
  mock.timers.tick(500);
  assert.equal(connections.length, 2);
  assert.equal(last().place, "o3+0");
  assert.deepEqual(reported, ["cannot show CONNECTING", "cannot start anew", "cannot show RETRYING"]);
});

test("takes nothing of a character that was cut to another place", () => {
  follow();
  const bytes = Buffer.from("é");
  const text = (piece) => ({ type: "data", offset: "-1", skip: 1, contentType: "text/plain", base64: base64(piece) });
  last().send(text(bytes.subarray(0, 1)));
  last().send({ type: "reset", offset: "o3" });
  last().send(text(Buffer.from("x")));
  assert.equal(messages.join(""), "x");
});

test("a fragment of the address is not sent, and its query is", () => {
  const socket = new StreamSocket("answers/42?tab=1#x", { message: () => {} });
  assert.equal(last().url.hash, "");
  assert.equal(last().url.pathname, "/here/answers/42");
  assert.equal(last().url.searchParams.get("tab"), "1");
  assert.equal(last().place, "-1+0");
  socket.close();
});

test("raw messages have the very text that was written", () => {
  const texts = ["9007199254740993", '{"id":9007199254740993,"a":[1,{"b":"],[\\"}"}]}', "[]", "[[1,2],3]", '"a\\\\"', "null", "1.0"];
  const socket = new StreamSocket(
    "answers/42", { message: (value) => messages.push(value) }, undefined, { raw: true });
  last().onmessage({ data: `{"type":"data","messages":[${texts.join(" , ")}],"offset":"7","skip":7}` });
  last().onmessage({ data: '{"type":"data","messages":[],"offset":"8"}' });
  assert.deepEqual(messages, texts);
  assert.deepEqual(socket.place, { offset: "8", skip: 0 });
  socket.close();
});

test("without raw a long number loses its last digits, as everywhere in JavaScript", () => {
  follow();
  last().onmessage({ data: '{"type":"data","messages":[9007199254740993],"offset":"7"}' });
  assert.deepEqual(messages, [9007199254740992]);
});
