package org.streamlistening.internal.serve.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.streamlistening.internal.serve.exchange.ResponseSink;

/** The connection of a servlet container. */
final class ServletSink extends ResponseSink {

    private final ServletOutputStream out;

    ServletSink(ServletOutputStream out) {
        this.out = out;
    }

    @Override
    public void start(Writer writer) {
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
    public boolean needsSignsOfLife() {
        return true;
    }

    @Override
    public boolean isReady() {
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
