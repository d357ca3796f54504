package org.streamlistening.internal.engine.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.WaitingReaders;
import org.streamlistening.internal.engine.content.ContentContext;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.SharedStore.StreamMark;
import org.streamlistening.internal.store.StoredChunk;

/**
 * A stream of a shared store that is in use at this server, with the newest state that this server knows. It is
 * refreshed for each request, and while readers wait, for each change of another server.
 *
 * <p>Guarded by itself. Nothing in here reads the store within the lock.
 */
final class SharedStream implements ReadableStream {

    private final String id;
    private final long number;
    private final StreamConfig config;
    private final SharedContext context;
    private final RecentLog log;
    private final ReadableContent content;
    private final Consumer<String> refresh;
    private final Consumer<SharedStream> touchLater;

    // Guarded by this.
    private final WaitingReaders waiters;
    /** Whether the store can have a newer state. */
    private boolean stale;

    private volatile boolean gone;
    private volatile Instant lastUsed;

    /**
     * @param source the content of the source of a fork
     * @param refresh reads the newest state of the stream with this id soon, and calls {@link #update}
     * @param touchLater stores that the stream was used
     */
    SharedStream(
            StreamImage image,
            @Nullable ReadableContent source,
            SharedContext context,
            Consumer<String> refresh,
            Consumer<SharedStream> touchLater) {
        this.id = image.id();
        this.number = image.number();
        this.config = image.config();
        this.context = context;
        this.log = new RecentLog(context.store().log(number), image.state().tail());
        ContentContext shared = context.content();
        this.content = new ReadableContent(
                image,
                source,
                new ContentContext(
                        stream -> stream == number ? log : shared.logs().apply(stream),
                        shared.clock(),
                        shared.retention()));
        this.refresh = refresh;
        this.touchLater = touchLater;
        this.waiters = new WaitingReaders(context.notifier());
        this.lastUsed = image.lastUsed();
        content.commit(image.state());
    }

    @Override
    public String id() {
        return id;
    }

    long number() {
        return number;
    }

    @Override
    public StreamConfig config() {
        return config;
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    @Override
    public void touch() {
        StreamLifetime lifetime = config.lifetime();
        Instant now = context.clock().instant();
        if (lifetime.ttlSeconds().isPresent()
                && Duration.between(lastUsed, now).compareTo(SharedContext.unsavedUse(lifetime)) > 0) {
            lastUsed = now;
            touchLater.accept(this);
        }
    }

    /** The time of the last use, as far as this server knows it. */
    Instant lastUsed() {
        return lastUsed;
    }

    /** A newer state, from a read or a commit of this server. An older one changes nothing. */
    synchronized void update(StreamState state, Instant used, long earliest, List<StoredChunk> chunks) {
        if (used.isAfter(lastUsed)) {
            lastUsed = used;
        }
        content.trimmedTo(earliest);
        StreamState known = content.state();
        boolean closes = state.closed() && !known.closed();
        if (state.tail() < known.tail() || (state.tail() == known.tail() && !closes)) {
            return;
        }
        chunks.forEach(log::add);
        content.commit(state);
        waiters.wakeAll();
    }

    /** The stream exists no longer for its readers. */
    synchronized void end() {
        gone = true;
        waiters.wakeAll();
    }

    /** Another server has changed the stream, or may have. */
    synchronized void changed() {
        stale = true;
        if (!waiters.isEmpty()) {
            refresh.accept(id);
        }
    }

    /** The store is read now: a change from here on makes the state stale again. */
    synchronized void refreshing() {
        stale = false;
    }

    /** The store could not be read: the next {@link #changed}, or the next waiter, tries again. */
    synchronized void staysStale() {
        stale = true;
    }

    synchronized boolean hasWaiters() {
        return !waiters.isEmpty();
    }

    /**
     * Whether the store has nothing newer.
     *
     * @param mark the state in the store; null if there is no such stream
     */
    synchronized boolean isAt(@Nullable StreamMark mark) {
        StreamState state = content.state();
        return mark != null
                && !mark.hidden()
                && mark.stream() == number
                && mark.tail() <= state.tail()
                && (!mark.closed() || state.closed());
    }

    @Override
    public synchronized boolean addWaiter(long position, Runnable waiter) {
        StreamState state = content.state();
        if (gone || state.closed() || state.tail() > position) {
            return false;
        }
        waiters.add(waiter);
        if (stale) {
            refresh.accept(id);
        }
        return true;
    }

    @Override
    public synchronized void forget(Runnable waiter) {
        if (waiters.remove(waiter)) {
            touch();
        }
    }

    /**
     * Notifies readers whose notification failed; a waiting reader uses the stream.
     *
     * @return the bytes in memory
     */
    synchronized long sweep(boolean free) {
        waiters.wakeThoseLeft();
        if (!waiters.isEmpty()) {
            touch();
        } else if (free) {
            log.clear(content.state().tail());
        }
        return log.bytesInMemory();
    }
}
