package org.streamlistening.internal.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * What a client has open, until the client is closed. What is added later is closed at once, so that nothing outlives the
 * client. For any thread.
 */
public final class OpenResources<T> implements AutoCloseable {

    private final Consumer<T> closing;

    // Guarded by this; nothing is closed while holding it.
    private final Set<T> open = new HashSet<>();
    private boolean closed;

    /** @param closing closes one of them; may {@linkplain #remove} it */
    public OpenResources(Consumer<T> closing) {
        this.closing = closing;
    }

    /**
     * Adds this one, until it is removed.
     *
     * @throws CancellationException if the client was closed; then this one is closed too
     */
    public T add(T one) {
        if (!addIfOpen(one)) {
            closing.accept(one);
            throw new CancellationException("the client was closed");
        }
        return one;
    }

    private synchronized boolean addIfOpen(T one) {
        return !closed && open.add(one);
    }

    public synchronized void remove(T one) {
        open.remove(one);
    }

    @Override
    public void close() {
        List<T> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(open);
            open.clear();
        }
        last.forEach(closing);
    }
}
