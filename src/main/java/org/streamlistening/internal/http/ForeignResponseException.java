package org.streamlistening.internal.http;

import java.io.IOException;
import org.streamlistening.internal.protocol.ProtocolNames;

/** A response that no Durable Streams server sends: a proxy answers in its place, as with a maintenance page. */
public final class ForeignResponseException extends IOException {

    private static final long serialVersionUID = 1;

    public ForeignResponseException() {
        super("the response is not that of a Durable Streams server, it has no " + ProtocolNames.NEXT_OFFSET);
    }
}
