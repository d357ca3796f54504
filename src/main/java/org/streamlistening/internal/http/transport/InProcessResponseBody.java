package org.streamlistening.internal.http.transport;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.internal.http.body.SingleByte;

/** The body of a response of a server in the same process. The server produces the body while it is read. */
final class InProcessResponseBody extends InputStream {

    /** The server ends each response in time. The end of the server, closing and an interrupt end every wait too. */
    private static final Duration UNLIMITED = Duration.ofNanos(Long.MAX_VALUE);

    private final InProcessResponse response;

    InProcessResponseBody(InProcessResponse response) {
        this.response = response;
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int read = response.read(target, offset, length);
        while (read == 0) {
            boolean unused = InProcessConnection.awaitReadable(response, UNLIMITED);
            read = response.read(target, offset, length);
        }
        return read;
    }
}
