package org.streamlistening.internal.protocol.json;

import org.streamlistening.internal.protocol.json.JsonGrammar.Action;

/**
 * Splits JSON text into messages as it arrives: the elements of an array, or the one value that is not an array
 * (Protocol, section 9.1). Checks all of the text and builds nothing.
 */
public final class JsonSplitter {

    private static final int NAME_STRING = JsonState.NAME_STRING.index();
    private static final int RESUME_STRING = Action.RESUME_STRING.code();
    private static final int END_VALUE = Action.END_VALUE.code();

    private final Containers containers;

    /** The index of the state, and of the state of the last string, which continues after an escape or a character. */
    private int state;

    private int string;
    private long position;
    private long begin;
    private long end;
    private boolean inMessage;

    /** How many bytes more than characters of a {@link String} were scanned, now and when the message began. */
    private long surplus;

    private long surplusAtBegin;

    private JsonSplitter(JsonState state, int maxDepth) {
        this.state = state.index();
        this.containers = new Containers(maxDepth);
    }

    /** For one array of values that are nested to any depth. A byte order mark can precede it. */
    public static JsonSplitter ofArray() {
        return new JsonSplitter(JsonState.MARK, Integer.MAX_VALUE);
    }

    /**
     * For an array or another value.
     *
     * @param maxDepth how many levels of containers a message can have
     */
    public static JsonSplitter ofValue(int maxDepth) {
        return new JsonSplitter(JsonState.ROOT, maxDepth);
    }

    /**
     * Scans the next bytes of the text, up to the end of a message. The innermost loop of server and client: it leaves
     * to {@link #act} only what happens at the borders of messages and containers.
     *
     * @return whether a message ended; false: all of these bytes were scanned
     */
    public boolean next(byte[] text, int from, int to) throws InvalidJsonException {
        long passed = position - from;
        int at = from;
        int now = state;
        boolean nested = !containers.isEmpty();
        while (at < to) {
            int next = JsonGrammar.next(now, text[at]);
            if (next >= 0) {
                now = next;
                at++;
            } else if (next == RESUME_STRING) {
                surplus += JsonState.at(now).surplus();
                now = string;
                at++;
            } else if (next >= END_VALUE && nested) {
                now = containers.afterValue();
                at += next == END_VALUE ? 1 : 0;
            } else {
                state = now;
                position = passed + at;
                if (act(JsonGrammar.action(next), text[at])) {
                    return true;
                }
                now = state;
                at = (int) (position - passed);
                nested = !containers.isEmpty();
            }
            if (now <= NAME_STRING) {
                string = now;
                at = PlainCharacters.skip(text, at, to);
            }
        }
        state = now;
        position = passed + at;
        return false;
    }

    /** @return whether a message ended */
    private boolean act(Action action, byte next) throws InvalidJsonException {
        switch (action) {
            case END_NUMBER -> {
                return endValue();
            }
            case END_VALUE -> {
                position++;
                return endValue();
            }
            case CLOSE -> {
                position++;
                containers.close();
                return endValue();
            }
            case OPEN_OBJECT -> open(true);
            case OPEN_ARRAY -> open(false);
            case BEGIN_MESSAGE -> beginMessage();
            case BEGIN_ARRAY -> {
                position++;
                containers.beginArray();
                state = JsonState.FIRST_MESSAGE.index();
            }
            case FAIL, RESUME_STRING -> throw InvalidJsonException.at(position, JsonState.at(state), next);
        }
        return false;
    }

    private void open(boolean object) throws InvalidJsonException {
        containers.open(object, position);
        position++;
        state = (object ? JsonState.FIRST_NAME : JsonState.FIRST_ELEMENT).index();
    }

    private void beginMessage() {
        inMessage = true;
        begin = position;
        surplusAtBegin = surplus;
        state = JsonState.VALUE.index();
    }

    private boolean endValue() {
        state = containers.afterValue();
        if (!containers.isEmpty()) {
            return false;
        }
        inMessage = false;
        end = position;
        return true;
    }

    /**
     * Takes the end of the text into account.
     *
     * @return whether a message ended: a number that is no element ends with the text only
     * @throws InvalidJsonException if the text is not complete
     */
    public boolean finish() throws InvalidJsonException {
        boolean ended = JsonState.at(state).isWholeNumber() && endValue();
        JsonState last = JsonState.at(state);
        if (last != JsonState.END) {
            throw InvalidJsonException.atEnd(position, last);
        }
        return ended;
    }

    /** How many bytes of the text were scanned. */
    public long position() {
        return position;
    }

    /** The position of the first byte of the last message. */
    public long begin() {
        return begin;
    }

    /** The position after the last byte of the last message that ended. */
    public long end() {
        return end;
    }

    /** Whether a message has begun and has not ended yet. */
    public boolean isInMessage() {
        return inMessage;
    }

    /** The length of the last message in characters of a {@link String}, as far as it was scanned. */
    public long characters() {
        return (inMessage ? position : end) - begin - (surplus - surplusAtBegin);
    }

    /** Whether the text is an array. */
    public boolean isArray() {
        return containers.isArray();
    }
}
