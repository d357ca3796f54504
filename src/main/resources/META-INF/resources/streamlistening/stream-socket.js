/*
 * The browser's end of a stream socket: receives the messages of one stream in order, keeps its position, and continues
 * there after a lost connection. A module without dependencies, also for pages whose policy forbids inline scripts.
 *
 *   import { StreamSocket } from "./streamlistening/stream-socket.js";
 *
 *   new StreamSocket("answers/42", {
 *     message: (value) => show(value),
 *     status: (status, why) => light(status),
 *   });
 */

const BEGINNING = { offset: "-1", skip: 0 };

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
// After this number of consecutive failures, waits until the page is visible again or the network is back.
const ATTEMPTS = 10;
// The server sends a frame at least every 35 s. After a silence of this length the connection is lost.
const SILENCE = 75_000;

const POLICY_VIOLATION = 1008;

export class StreamSocket {
  #url;
  #handlers;
  #raw;
  #place;
  #connection = null;
  #decoder = null;
  #failures = 0;
  #status = "";
  #retryTimer = 0;
  #silenceTimer = 0;
  #stableTimer = 0;
  #ended = false;

  /**
   * Connects at once.
   *
   * url: the URL of the endpoint, relative to the page; "https" becomes "wss". A fragment is dropped, since browsers do
   *   not send it: encode the parts of a name with encodeURIComponent.
   * handlers.message(value): called for each message, in order and once. The value is the parsed JSON of a JSON stream,
   *   a piece of text of a text stream, or a Uint8Array of any other stream.
   * handlers.status(status, why): called with CONNECTING, CATCHING_UP, LIVE, RETRYING; at the end with COMPLETED, FAILED
   *   (why: status and message of the server) or ENDED (why: code and reason of the close). LOST after ten consecutive
   *   failures: the socket retries when the page is visible again or the network is back.
   * handlers.reset(reason): called when the server no longer has the messages after the position. Reading continues at
   *   another position, by the policy of the socket: messages are missing or come again. The reason is "recreated" if
   *   the stream was deleted and created again, and the next messages belong to the new stream; else "history-gone".
   * place: the position to start from: `place` of an earlier socket of the same stream; the beginning by default.
   * options.raw: if true, message(value) receives the text of each message of a JSON stream as it was written. Numbers
   *   from JSON.parse are doubles, which cannot represent every integer beyond 2^53.
   */
  constructor(url, handlers, place = BEGINNING, { raw = false } = {}) {
    this.#raw = raw;
    this.#url = new URL(url, document.baseURI);
    this.#url.hash = "";
    this.#url.protocol = this.#url.protocol.replace("http", "ws");
    this.#handlers = handlers;
    this.#place = { ...place };
    document.addEventListener("visibilitychange", this.#wake);
    addEventListener("online", this.#wake);
    this.#connect();
  }

  /** The position after the last delivered message, { offset, skip }. It is valid for this stream only. */
  get place() {
    return { ...this.#place };
  }

  get status() {
    return this.#status;
  }

  /** Ends the socket finally: it delivers no further message. */
  close() {
    this.#end("ENDED", { code: 1000, reason: "closed by the page" });
  }

  /** Drops the connection, as a lost network does, and connects again after a pause. */
  reconnect() {
    if (!this.#ended) {
      this.#failures = 0;
      this.#closed({ code: 1006 });
    }
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    this.#setStatus(this.#failures > 0 ? "RETRYING" : "CONNECTING");
    this.#url.searchParams.set("offset", this.#place.offset);
    this.#url.searchParams.set("skip", String(this.#place.skip));
    const connection = new WebSocket(this.#url);
    this.#connection = connection;
    // Frames of an earlier connection are ignored: the new one sends the messages after the position again.
    const ifCurrent = (action) => (event) => this.#connection === connection && action(event);
    connection.onmessage = ifCurrent((event) => this.#frame(event.data));
    connection.onclose = ifCurrent((event) => this.#closed(event));
    this.#expectFrame();
  }

  #frame(text) {
    this.#expectFrame();
    const frame = this.#parsed(text);
    switch (frame.type) {
      case "data":
        this.#failures = 0;
        this.#data(frame, text);
        break;
      case "status":
        if (frame.status === "LIVE") {
          this.#resetFailuresLater();
        }
        this.#setStatus(frame.status);
        break;
      case "reset":
        // Drops the bytes of an incomplete character: they do not belong to the next message.
        this.#decoder = null;
        this.#moved(frame);
        this.#notify("reset", frame.reason ?? "history-gone");
        break;
      case "completed":
        this.#moved(frame);
        this.#end("COMPLETED");
        return;
      case "failed":
        this.#end("FAILED", { status: frame.status, message: frame.message });
        return;
    }
    this.#moved(frame);
  }

  #parsed(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      return { type: "failed", status: 0, message: `the server sent an invalid frame: ${error.message}` };
    }
  }

  #data(frame, text) {
    if (frame.messages) {
      const messages = this.#raw ? texts(text) : frame.messages;
      messages.forEach((value) => this.#deliver(value, 1));
    } else {
      this.#bytes(frame);
    }
  }

  #bytes(frame) {
    const bytes = Uint8Array.from(atob(frame.base64), (character) => character.charCodeAt(0));
    const text = /^text\//i.test(frame.contentType);
    // One decoder for all connections: a frame can end in the middle of a character.
    this.#decoder ??= new TextDecoder();
    this.#deliver(text ? this.#decoder.decode(bytes, { stream: true }) : bytes, bytes.length);
  }

  #deliver(value, size) {
    if (this.#ended) {
      return;
    }
    // Before the delivery: a page that closes the socket in its handler has the exact position.
    this.#place.skip += size;
    this.#notify("message", value);
  }

  #notify(what, ...values) {
    try {
      this.#handlers[what]?.(...values);
    } catch (error) {
      // An error of a handler must not prevent the delivery of the next messages.
      reportError(error);
    }
  }

  #moved(frame) {
    if (frame.offset !== undefined && !this.#ended) {
      this.#place = { offset: frame.offset, skip: frame.skip ?? 0 };
    }
  }

  #closed(event) {
    this.#drop();
    if (event.code === POLICY_VIOLATION || event.code === 1000) {
      this.#end("ENDED", { code: event.code, reason: event.reason });
    } else if (++this.#failures > ATTEMPTS) {
      this.#setStatus("LOST");
    } else {
      this.#setStatus("RETRYING");
      const ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
      // Jitter: pages must not all connect at the same moment when the server is back.
      this.#retryTimer = setTimeout(() => this.#connect(), ceiling * (0.5 + Math.random() / 2));
    }
  }

  #expectFrame() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#closed({ code: 1006 }), SILENCE);
  }

  // The failure count restarts only after a while: a connection that breaks repeatedly needs growing pauses.
  #resetFailuresLater() {
    clearTimeout(this.#stableTimer);
    this.#stableTimer = setTimeout(() => { this.#failures = 0; }, LONGEST_PAUSE);
  }

  #drop() {
    clearTimeout(this.#silenceTimer);
    clearTimeout(this.#stableTimer);
    clearTimeout(this.#retryTimer);
    const connection = this.#connection;
    this.#connection = null;
    connection?.close();
  }

  #wake = () => {
    if (this.#status === "LOST" && document.visibilityState === "visible") {
      this.#failures = 0;
      this.#connect();
    }
  };

  #end(status, why) {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    this.#drop();
    document.removeEventListener("visibilitychange", this.#wake);
    removeEventListener("online", this.#wake);
    this.#setStatus(status, why);
  }

  #setStatus(status, why) {
    if (status !== this.#status) {
      this.#status = status;
      this.#notify("status", status, why);
    }
  }
}

// Strings, brackets and commas: the tokens that are needed to split an array of valid JSON.
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},]/g;

/** The text of each element of the array "messages" of a frame, which is valid JSON. */
function texts(frame) {
  const found = [];
  let depth = 0;
  let inside = false;
  let begin = 0;
  const element = (end) => {
    const text = frame.slice(begin, end).trim();
    if (text) {
      found.push(text);
    }
    begin = end + 1;
  };
  for (const { 0: token, index } of frame.matchAll(TOKEN)) {
    if (token === "[" || token === "{") {
      depth++;
      if (!inside && depth === 2 && token === "[" && /"messages"\s*:\s*$/.test(frame.slice(0, index))) {
        inside = true;
        begin = index + 1;
      }
    } else if (token === "]" || token === "}") {
      depth--;
      if (inside && depth === 1) {
        element(index);
        return found;
      }
    } else if (token === "," && inside && depth === 2) {
      element(index);
    }
  }
  return found;
}
