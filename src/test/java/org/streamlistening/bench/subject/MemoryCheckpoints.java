package org.streamlistening.bench.subject;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.streamlistening.consumer.CheckpointStore;

/** Keeps the checkpoint of the one consumer of a process: the lean server that is read can store none. */
@ApplicationScoped
class MemoryCheckpoints implements CheckpointStore {

    private final AtomicReference<Optional<Checkpoint>> checkpoint = new AtomicReference<>(Optional.empty());

    @Override
    public Optional<Checkpoint> read(String consumer) {
        return checkpoint.get();
    }

    @Override
    public boolean write(String consumer, long expectedVersion, String content) {
        Optional<Checkpoint> before = checkpoint.get();
        return before.map(Checkpoint::version).orElse(0L) == expectedVersion
                && checkpoint.compareAndSet(before, Optional.of(new Checkpoint(expectedVersion + 1, content)));
    }
}
