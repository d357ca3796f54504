package org.streamlistening.internal.testkit;

import java.util.Map;
import java.util.Optional;
import org.streamlistening.inprocess.InProcessResponse;

/** A response with a status and headers, and no body. For any thread. */
record AnsweredResponse(int status, Map<String, String> headers) implements InProcessResponse {

    @Override
    public boolean whenReady(Runnable then) {
        return false;
    }

    @Override
    public Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return -1;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
