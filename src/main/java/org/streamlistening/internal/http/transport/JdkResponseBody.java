package org.streamlistening.internal.http.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Interrupts;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.body.SingleByte;

/**
 * The body of a response of {@code java.net.http} as a stream. Unlike the stream of the JDK, it fails when the server
 * sends nothing for too long, and {@link #close()} ends a blocked read.
 *
 * <p>It buffers little: it requests further buffers when the reader has taken earlier ones.
 */
final class JdkResponseBody extends InputStream implements BodySubscriber<InputStream> {

    /**
     * How many signals may wait for the reader. A signal is about 16 KiB. Each request for more costs two changes of
     * threads, so several signals are requested together.
     */
    static final int PREFETCH = 16;

    /** A signal of the publisher: buffers, or the end. */
    private sealed interface Signal {}

    private record Buffers(List<ByteBuffer> list) implements Signal {}

    private record End(@Nullable Throwable failure) implements Signal {}

    private final long silenceNanos;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

    // All below belongs to the reading thread.
    private List<ByteBuffer> current = List.of();
    private int index;
    private int taken;
    private @Nullable End end;

    JdkResponseBody(Duration silence) {
        this.silenceNanos = silence.toNanos();
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription source) {
        if (!subscription.complete(source)) {
            source.cancel();
            return;
        }
        source.request(PREFETCH);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Buffers(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new End(failure));
    }

    @Override
    public void onComplete() {
        signals.add(new End(null));
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
        ByteBuffer buffer = nextBuffer();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        return index < current.size() ? current.get(index).remaining() : 0;
    }

    /** The next buffer that has bytes; null at the end. */
    private @Nullable ByteBuffer nextBuffer() throws IOException {
        while (true) {
            while (index < current.size()) {
                ByteBuffer buffer = current.get(index);
                if (buffer.hasRemaining()) {
                    return buffer;
                }
                index++;
            }
            if (end == null) {
                accept(nextSignal());
            }
            if (end != null) {
                if (end.failure() != null) {
                    throw new IOException("the body was cut off", end.failure());
                }
                return null;
            }
        }
    }

    /**
     * Discards the rest of the body as it arrives. Returns false if the body did not end in time. For the reading
     * thread.
     */
    boolean drain(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (end == null) {
                Signal signal = signals.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (signal == null) {
                    return false;
                }
                accept(signal);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void accept(Signal signal) {
        if (signal instanceof Buffers buffers) {
            current = buffers.list();
            index = 0;
            taken++;
            if (taken == PREFETCH / 2) {
                taken = 0;
                subscription.join().request(PREFETCH / 2);
            }
        } else {
            end = (End) signal;
            current = List.of();
        }
    }

    private Signal nextSignal() throws IOException {
        try {
            Signal signal = signals.poll(silenceNanos, TimeUnit.NANOSECONDS);
            if (signal == null) {
                close();
                throw new ResponseTimeoutException(
                        "the server sent nothing for too long in the middle of its response");
            }
            return signal;
        } catch (InterruptedException e) {
            close();
            throw Interrupts.interruptedIo(e);
        }
    }

    /** Ends a blocked read. For any thread. */
    @Override
    public void close() {
        if (!subscription.cancel(false) && !subscription.isCancelled()) {
            subscription.join().cancel();
        }
        signals.add(new End(new IOException("closed")));
    }
}
