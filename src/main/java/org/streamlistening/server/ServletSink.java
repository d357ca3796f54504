package org.streamlistening.server;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The connection of a servlet container. */
final class ServletSink extends ResponseSink {

    private final ServletOutputStream out;

    ServletSink(ServletOutputStream out) {
        this.out = out;
    }

    @Override
    void start(Writer writer) {
        out.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                writer.onWritePossible();
            }

            @Override
            public void onError(Throwable failure) {
                writer.onError(failure);
            }
        });
    }

    @Override
    boolean needsSignsOfLife() {
        return true;
    }

    @Override
    boolean isReady() {
        return out.isReady();
    }

    @Override
    public void write(int octet) throws IOException {
        out.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
