package org.streamlistening.client;

import java.io.IOException;

/** A response that no Durable Streams server sends: a proxy answers in its place, as with a maintenance page. */
final class ForeignResponseException extends IOException {

    private static final long serialVersionUID = 1;

    ForeignResponseException() {
        super("the response is not that of a Durable Streams server, it has no " + Protocol.NEXT_OFFSET);
    }
}
