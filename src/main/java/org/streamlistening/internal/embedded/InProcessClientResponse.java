package org.streamlistening.internal.embedded;

import java.io.IOException;
import java.util.Optional;
import org.streamlistening.inprocess.InProcessResponse;

/**
 * The client's end of an in-process response: the status and headers of the {@link InProcessServerResponse}, and its
 * body from the {@link InProcessPipe}.
 */
final class InProcessClientResponse implements InProcessResponse {

    private final InProcessServerResponse sent;
    private final InProcessPipe pipe;

    InProcessClientResponse(InProcessServerResponse sent, InProcessPipe pipe) {
        this.sent = sent;
        this.pipe = pipe;
    }

    @Override
    public boolean whenReady(Runnable then) {
        return pipe.whenReady(then);
    }

    @Override
    public int status() {
        return sent.status();
    }

    @Override
    public Optional<String> header(String name) {
        return sent.header(name);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return pipe.read(target, offset, length);
    }

    @Override
    public void close() {
        pipe.close();
    }
}
