package org.streamlistening.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps streams in memory, for as long as the application runs. */
final class MemoryStore implements StreamStore {

    private final Map<Long, MemoryLog> logs = new ConcurrentHashMap<>();

    @Override
    public Recovered recover() {
        // Numbers of an earlier run do not come back, so its entity tags mean nothing now.
        return new Recovered(List.of(), System.currentTimeMillis() * 1000);
    }

    @Override
    public void submit(Change change, Outcome outcome) {
        if (change instanceof Change.Created created) {
            StreamState origin = created.origin();
            logs.put(created.stream(), new MemoryLog(origin.tail(), origin.messages()).append(created.batch()));
        } else if (change instanceof Change.Appended appended) {
            // A stream that was dropped meanwhile has no log any more, and nobody who reads it.
            logs.computeIfPresent(appended.stream(), (number, log) -> log.append(appended.batch()));
        } else if (change instanceof Change.Dropped) {
            logs.remove(change.stream());
        }
        outcome.kept();
        outcome.told();
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
