package org.streamlistening.internal.http;

import java.io.IOException;
import org.streamlistening.internal.protocol.ProtocolNames;

/** The response of another server in place of the Durable Streams server, such as the maintenance page of a proxy. */
public final class ForeignResponseException extends IOException {

    private static final long serialVersionUID = 1;

    public ForeignResponseException() {
        super("the response is not that of a Durable Streams server, it has no " + ProtocolNames.NEXT_OFFSET);
    }
}
