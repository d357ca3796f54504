package org.streamlistening.internal.protocol.json;

/** A body is not JSON text in UTF-8. The message names the first byte that does not fit, and never the content. */
public final class InvalidJsonException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean encoding;

    private InvalidJsonException(String message, boolean encoding) {
        super(message);
        this.encoding = encoding;
    }

    static InvalidJsonException syntax(String what, long position) {
        return new InvalidJsonException("the body is not valid JSON: it " + what + " at byte " + position, false);
    }

    static InvalidJsonException encoding(long position) {
        return new InvalidJsonException("the body is not valid UTF-8 at byte " + position, true);
    }

    /** Whether the bytes are not UTF-8, so that they are no text. */
    public boolean isEncoding() {
        return encoding;
    }
}
