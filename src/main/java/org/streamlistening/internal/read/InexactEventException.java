package org.streamlistening.internal.read;

import java.io.IOException;

/** An event may not hold the bytes that the stream holds: a plain request brings them. */
final class InexactEventException extends IOException {

    private static final long serialVersionUID = 1;

    InexactEventException() {
        super("an event holds characters that are not whole");
    }
}
