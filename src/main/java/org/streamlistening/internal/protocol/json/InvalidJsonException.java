package org.streamlistening.internal.protocol.json;

/** A body is not JSON text in UTF-8. The message names the first byte that does not fit, and never the content. */
public final class InvalidJsonException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean encoding;

    private InvalidJsonException(String message, boolean encoding) {
        super(message);
        this.encoding = encoding;
    }

    /** No valid text continues with this byte after this state. */
    static InvalidJsonException at(long position, JsonState state, byte next) {
        if (next < (byte) 0xc2 || (next > (byte) 0xf4 && next < 0)) {
            return encoding(position, state);
        }
        boolean inString = state.index() <= JsonState.NAME_STRING.index();
        return of(position, state, inString ? "has a control character in a string" : state.error());
    }

    /** The text ends in this state, in which it is not complete. */
    static InvalidJsonException atEnd(long position, JsonState state) {
        return of(position, state, state.error());
    }

    private static InvalidJsonException of(long position, JsonState state, String error) {
        return state.scanned() > 0 ? encoding(position, state) : syntax(error, position);
    }

    static InvalidJsonException syntax(String error, long position) {
        return new InvalidJsonException("the body is not valid JSON: it " + error + " at byte " + position, false);
    }

    /** Names the first byte of the character, of which some bytes were scanned. */
    private static InvalidJsonException encoding(long position, JsonState state) {
        return new InvalidJsonException("the body is not valid UTF-8 at byte " + (position - state.scanned()), true);
    }

    /** Whether the bytes are not UTF-8, so that they are no text. */
    public boolean isEncoding() {
        return encoding;
    }
}
