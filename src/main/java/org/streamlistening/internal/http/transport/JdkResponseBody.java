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
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.SingleByte;

/**
 * The body of an answer of {@code java.net.http} as a stream. Unlike the one of the JDK it notices when the server falls
 * silent in the middle, and {@link #close()} ends a waiting read.
 *
 * <p>Little is read ahead: the next buffers are asked for when the ones before are taken.
 */
final class JdkResponseBody extends InputStream implements BodySubscriber<InputStream> {

    private static final int AHEAD = 4;

    /** What arrives: buffers, and one end. */
    private sealed interface Arrival {}

    private record Buffers(List<ByteBuffer> list) implements Arrival {}

    private record End(@Nullable Throwable failure) implements Arrival {}

    private final long silenceNanos;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

    // Of the reading thread.
    private List<ByteBuffer> current = List.of();
    private int index;
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
        source.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrivals.add(new Buffers(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        arrivals.add(new End(failure));
    }

    @Override
    public void onComplete() {
        arrivals.add(new End(null));
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
        ByteBuffer buffer = filled();
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

    /** A buffer with something in it; null at the end. */
    private @Nullable ByteBuffer filled() throws IOException {
        while (true) {
            while (index < current.size()) {
                ByteBuffer buffer = current.get(index);
                if (buffer.hasRemaining()) {
                    return buffer;
                }
                index++;
            }
            if (end == null) {
                take(next());
            }
            if (end != null) {
                if (end.failure() != null) {
                    throw new IOException("the body was cut off", end.failure());
                }
                return null;
            }
        }
    }

    /** Throws away what is left as it arrives; false: it did not end within this time. Of the reading thread. */
    boolean endsWithin(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        try {
            while (end == null) {
                Arrival arrival = arrivals.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (arrival == null) {
                    return false;
                }
                take(arrival);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void take(Arrival arrival) {
        if (arrival instanceof Buffers buffers) {
            current = buffers.list();
            index = 0;
            subscription.join().request(1);
        } else {
            end = (End) arrival;
            current = List.of();
        }
    }

    private Arrival next() throws IOException {
        try {
            Arrival arrival = arrivals.poll(silenceNanos, TimeUnit.NANOSECONDS);
            if (arrival == null) {
                close();
                throw new ResponseTimeoutException("the server fell silent in the middle of its answer");
            }
            return arrival;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
    }

    /** From any thread. */
    @Override
    public void close() {
        if (!subscription.cancel(false) && !subscription.isCancelled()) {
            subscription.join().cancel();
        }
        arrivals.add(new End(new IOException("closed")));
    }
}
