package org.streamlistening.sample;

import org.jspecify.annotations.Nullable;

/** An answer failed. The message is for the reader of the page, and never contains that of the cause. */
public final class NoAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NoAnswerException(String forReaders, @Nullable Throwable cause) {
        super(forReaders, cause);
    }

    /** The reason, as sentences for the reader. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
