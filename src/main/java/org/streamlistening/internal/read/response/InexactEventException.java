package org.streamlistening.internal.read.response;

import java.io.IOException;

/** The text of an event may differ from the bytes of the stream. A plain read returns the bytes. */
public final class InexactEventException extends IOException {

    private static final long serialVersionUID = 1;

    InexactEventException() {
        super("an event has incomplete characters");
    }
}
