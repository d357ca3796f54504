package org.streamlistening.internal.serve.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.streamlistening.internal.serve.exchange.ProtocolError;

/** Reads the body of a request without blocking a thread, up to a limit. */
public final class RequestBody implements ReadListener {

    /** The size of the first buffer, for any declared length; one byte more detects the end. */
    private static final int BLOCK = 16 * 1024;

    private final ServletBinding binding;
    private final ServletInputStream in;
    private final long limit;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private byte[] bytes;
    private int size;

    private RequestBody(ServletBinding binding, ServletInputStream in, long expected, long limit) {
        this.binding = binding;
        this.in = in;
        this.limit = limit;
        this.bytes = new byte[(int) Math.min(expected < 0 ? BLOCK : expected + 1, BLOCK)];
    }

    /** Reads the bytes that have arrived, which are all for most bodies; the container calls when more arrive. */
    static CompletableFuture<byte[]> read(ServletBinding binding, HttpServletRequest request, long limit) {
        long expected = binding.contentLength();
        if (expected > limit) {
            throw tooLarge(limit);
        }
        if (expected == 0) {
            return CompletableFuture.completedFuture(new byte[0]);
        }
        try {
            ServletInputStream in = request.getInputStream();
            if (expected > 0 && expected <= BLOCK && in.available() >= expected) {
                byte[] all = in.readNBytes((int) expected);
                binding.bodyRead();
                return CompletableFuture.completedFuture(all);
            }
            binding.respondLater();
            RequestBody reader = new RequestBody(binding, in, expected, limit);
            reader.in.setReadListener(reader);
            return reader.body;
        } catch (IOException clientIsGone) {
            return CompletableFuture.failedFuture(unreadable());
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        try {
            take();
        } catch (OutOfMemoryError failure) {
            bytes = new byte[0];
            body.completeExceptionally(ProtocolError.unavailable("the server is short of memory"));
        }
    }

    private void take() throws IOException {
        while (!body.isDone() && in.isReady()) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, grown(size, limit));
            }
            int read = in.read(bytes, size, bytes.length - size);
            if (read < 0) {
                return;
            }
            size += read;
            if (size > limit) {
                body.completeExceptionally(tooLarge(limit));
            }
        }
    }

    /** Doubles the buffer, up to the limit and one byte, which detects a longer body. */
    static int grown(int size, long limit) {
        return (int) Math.min(limit + 1, Math.max(32L, size * 2L));
    }

    @Override
    public void onAllDataRead() {
        binding.bodyRead();
        body.complete(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(unreadable());
    }

    public static ProtocolError tooLarge(long limit) {
        return new ProtocolError(413, "the body has more than " + limit + " bytes");
    }

    private static ProtocolError unreadable() {
        return ProtocolError.badRequest("the body did not arrive whole");
    }
}
