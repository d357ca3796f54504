package org.streamlistening.internal.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * The open resources of a client, which end with the client. A resource that is added later is closed at once. For any
 * number of threads.
 */
public final class OpenResources<T> implements AutoCloseable {

    private final Consumer<T> closing;

    // Guarded by this. Resources are closed outside of the lock.
    private final Set<T> open = new HashSet<>();
    private boolean closed;

    /** @param closing closes one resource, and may {@linkplain #remove} it */
    public OpenResources(Consumer<T> closing) {
        this.closing = closing;
    }

    /**
     * Adds a resource, until it is removed.
     *
     * @throws CancellationException if the client was closed; the resource is closed then
     */
    public T add(T resource) {
        if (!addIfOpen(resource)) {
            closing.accept(resource);
            throw new CancellationException("the client was closed");
        }
        return resource;
    }

    private synchronized boolean addIfOpen(T resource) {
        return !closed && open.add(resource);
    }

    public synchronized void remove(T resource) {
        open.remove(resource);
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
