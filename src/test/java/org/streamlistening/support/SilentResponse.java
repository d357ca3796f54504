package org.streamlistening.support;

import java.util.Optional;
import org.streamlistening.inprocess.InProcessResponse;

/** A response that began and is never ready: its body neither arrives nor ends. */
public final class SilentResponse implements InProcessResponse {

    @Override
    public boolean whenReady(Runnable then) {
        return true;
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.empty();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return 0;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
