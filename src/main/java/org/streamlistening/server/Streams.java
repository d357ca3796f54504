package org.streamlistening.server;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** All streams by their ids. Which ids there are changes under one lock; finding a stream needs none. */
final class Streams {

    private final Map<String, DurableStream> byId = new ConcurrentHashMap<>();
    private final StreamStore store;
    private final Waking waking;

    /** Guarded by this. */
    private long lastNumber;

    Streams(StreamStore store, Waking waking) {
        this.store = store;
        this.waking = waking;
    }

    /** @throws Refusal 404 if there is no such stream */
    DurableStream find(String id) {
        DurableStream stream = byId.get(id);
        if (stream == null) {
            throw Refusal.notFound();
        }
        return stream;
    }

    synchronized CompletableFuture<Receipt> create(String id, NewStream wanted) {
        DurableStream there = byId.get(id);
        if (there != null) {
            return there.confirm(wanted);
        }
        long number = ++lastNumber;
        DurableStream stream = new DurableStream(number, wanted.config(), store, waking);
        byId.put(id, stream);
        Change.Created created = new Change.Created(number, id, wanted.config(), wanted.batch(), wanted.closed());
        return stream.begin(created, () -> byId.remove(id, stream));
    }

    synchronized CompletableFuture<Receipt> delete(String id) {
        DurableStream stream = find(id);
        byId.remove(id);
        return stream.drop(() -> byId.put(id, stream));
    }
}
