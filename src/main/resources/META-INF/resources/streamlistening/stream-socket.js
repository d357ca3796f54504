/*
 * The browser's end of a stream socket: gets the messages of one stream in order, remembers its place, and goes on there
 * whenever the connection was lost. A module without dependencies, for pages whose policy allows no inline script.
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
// Failures in a row after which somebody has to come back to the page, or the network, before it is tried again.
const ATTEMPTS = 10;
// The server says something every 30 s: who is silent for so long is not there, whatever the browser believes.
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
  #pause = 0;
  #watch = 0;
  #steady = 0;
  #over = false;

  /**
   * Connects at once.
   *
   * url: of the endpoint, relative to the page; "https" becomes "wss". A fragment is left out, since none is ever sent
   *   to a server: encode what is a part of a name with encodeURIComponent.
   * handlers.message(value): each message, in order and once. Of a JSON stream it is the value, of a text stream a piece
   *   of text, of any other a Uint8Array.
   * handlers.status(status, why): CONNECTING, CATCHING_UP, LIVE, RETRYING; at the end COMPLETED, FAILED (why: status
   *   and message of the server) or ENDED (why: code and reason of the close). LOST after ten failures in a row: tried
   *   again when the page is looked at or the network is back.
   * handlers.reset(reason): the server no longer has what follows; what comes next begins at another place, as the
   *   policy of the socket says, so that messages are missing or come again. reason is "recreated" where the stream was
   *   deleted and created again: what comes next belongs to another stream. Else it is "history-gone".
   * place: where to start, as `place` of an earlier socket of the same stream; the beginning by default.
   * options.raw: true if message(value) gets the text of each message of a JSON stream as it was written. A number of
   *   JSON.parse is a double, which has no integer beyond 2^53 exactly.
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

  /** Behind the last message that was handed over: { offset, skip }. Means something in this stream only. */
  get place() {
    return { ...this.#place };
  }

  get status() {
    return this.#status;
  }

  /** Ends it for good; nothing is handed over any more. */
  close() {
    this.#end("ENDED", { code: 1000, reason: "closed by the page" });
  }

  /** Drops the connection as a bad network would, and comes back after a moment. */
  reconnect() {
    if (!this.#over) {
      this.#failures = 0;
      this.#closed({ code: 1006 });
    }
  }

  #connect() {
    clearTimeout(this.#pause);
    this.#tell(this.#failures > 0 ? "RETRYING" : "CONNECTING");
    this.#url.searchParams.set("offset", this.#place.offset);
    this.#url.searchParams.set("skip", String(this.#place.skip));
    const connection = new WebSocket(this.#url);
    this.#connection = connection;
    // What an earlier connection still has to say no longer counts: its messages come again, from the place.
    const ifCurrent = (action) => (event) => this.#connection === connection && action(event);
    connection.onmessage = ifCurrent((event) => this.#frame(event.data));
    connection.onclose = ifCurrent((event) => this.#closed(event));
    this.#listen();
  }

  #frame(text) {
    this.#listen();
    const frame = this.#parsed(text);
    switch (frame.type) {
      case "data":
        this.#failures = 0;
        this.#data(frame, text);
        break;
      case "status":
        if (frame.status === "LIVE") {
          this.#hold();
        }
        this.#tell(frame.status);
        break;
      case "reset":
        // What was kept of a character does not belong to what comes now.
        this.#decoder = null;
        this.#moved(frame);
        this.#show("reset", frame.reason ?? "history-gone");
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
      return { type: "failed", status: 0, message: `the server sent what is no frame: ${error.message}` };
    }
  }

  #data(frame, text) {
    if (frame.messages) {
      const messages = this.#raw ? texts(text) : frame.messages;
      messages.forEach((value) => this.#hand(value, 1));
    } else {
      this.#bytes(frame);
    }
  }

  #bytes(frame) {
    const bytes = Uint8Array.from(atob(frame.base64), (character) => character.charCodeAt(0));
    const text = /^text\//i.test(frame.contentType);
    // One decoder for all connections: a frame may end in the middle of a character.
    this.#decoder ??= new TextDecoder();
    this.#hand(text ? this.#decoder.decode(bytes, { stream: true }) : bytes, bytes.length);
  }

  #hand(value, size) {
    if (this.#over) {
      return;
    }
    // The place is exact also for a page that closes in the middle of a frame.
    this.#place.skip += size;
    this.#show("message", value);
  }

  #show(what, ...values) {
    try {
      this.#handlers[what]?.(...values);
    } catch (error) {
      // What a page cannot show must not cost it all that follows.
      reportError(error);
    }
  }

  #moved(frame) {
    if (frame.offset !== undefined && !this.#over) {
      this.#place = { offset: frame.offset, skip: frame.skip ?? 0 };
    }
  }

  #closed(event) {
    this.#drop();
    if (event.code === POLICY_VIOLATION || event.code === 1000) {
      this.#end("ENDED", { code: event.code, reason: event.reason });
    } else if (++this.#failures > ATTEMPTS) {
      this.#tell("LOST");
    } else {
      this.#tell("RETRYING");
      const ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
      // Never the same for two pages: a server that comes back is not met by all of them at once.
      this.#pause = setTimeout(() => this.#connect(), ceiling * (0.5 + Math.random() / 2));
    }
  }

  #listen() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#closed({ code: 1006 }), SILENCE);
  }

  // Live for a moment is no success: a connection that is cut again and again is waited for longer each time.
  #hold() {
    clearTimeout(this.#steady);
    this.#steady = setTimeout(() => { this.#failures = 0; }, LONGEST_PAUSE);
  }

  #drop() {
    clearTimeout(this.#watch);
    clearTimeout(this.#steady);
    clearTimeout(this.#pause);
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
    if (this.#over) {
      return;
    }
    this.#over = true;
    this.#drop();
    document.removeEventListener("visibilitychange", this.#wake);
    removeEventListener("online", this.#wake);
    this.#tell(status, why);
  }

  #tell(status, why) {
    if (status !== this.#status) {
      this.#status = status;
      this.#show("status", status, why);
    }
  }
}

// A string, a bracket or a comma: all that has to be known of JSON to take an array apart.
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
