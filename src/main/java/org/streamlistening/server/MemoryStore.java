package org.streamlistening.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps streams in memory, for as long as the application runs. */
final class MemoryStore implements StreamStore {

    private final Map<Long, MemoryLog> logs = new ConcurrentHashMap<>();

    @Override
    public void submit(Change change, Outcome outcome) {
        if (change instanceof Change.Created created) {
            logs.put(created.stream(), new MemoryLog());
            append(created.stream(), created.batch());
        } else if (change instanceof Change.Appended appended) {
            append(appended.stream(), appended.batch());
        } else {
            logs.remove(change.stream());
        }
        outcome.kept();
    }

    private void append(long stream, Batch batch) {
        // A stream that was dropped meanwhile has no log any more, and nobody who reads it.
        logs.computeIfPresent(stream, (number, log) -> log.append(batch));
    }

    @Override
    public StreamLog log(long stream) {
        MemoryLog log = logs.get(stream);
        if (log == null) {
            throw Refusal.notFound();
        }
        return log;
    }

    @Override
    public void close() {
        logs.clear();
    }
}
