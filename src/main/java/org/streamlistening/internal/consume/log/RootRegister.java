package org.streamlistening.internal.consume.log;

import java.util.Optional;
import java.util.function.Supplier;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;

/** A register in one stream that is never closed or deleted. For one thread at a time. */
final class RootRegister implements Register {

    private static final int MAX_ATTEMPTS = 10;

    private final LogStreams streams;
    private final Supplier<String> ids;
    private final Supplier<CheckpointLog> opening;
    private final String first;
    private final RegisterUse use;
    private CheckpointLog log;

    /**
     * @param ids a new random text at each call
     * @param opening makes the log of the stream, with nothing known of it
     * @param first the first message of the stream
     */
    RootRegister(
            LogStreams streams, Supplier<String> ids, Supplier<CheckpointLog> opening, String first, RegisterUse use) {
        this.streams = streams;
        this.ids = ids;
        this.opening = opening;
        this.first = first;
        this.use = use;
        this.log = opening.get();
    }

    @Override
    public Optional<Checkpoint> read() {
        if (log.read() != CheckpointLog.Condition.OPEN) {
            // Perhaps deleted and created again: then the offset is that of another stream.
            forget();
            log.read();
        }
        LogState state = log.state();
        return state.version() == 0
                ? Optional.empty()
                : Optional.of(new Checkpoint(state.version(), state.last().content()));
    }

    @Override
    public boolean write(long expectedVersion, String content) {
        LogRecord record = new LogRecord(expectedVersion + 1, ids.get(), 0, content, null);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (log.state().version() != expectedVersion
                    && read().map(Checkpoint::version).orElse(0L) != expectedVersion) {
                return log.state().last().id().equals(record.id());
            }
            switch (log.write(record)) {
                case WRITTEN -> {
                    return true;
                }
                case LOST -> {
                    return false;
                }
                case CLOSED -> throw use.closed(log.stream());
                case MISSING -> {
                    forget();
                    streams.create(log.stream(), first);
                }
            }
        }
        throw new StreamConflictException(
                "stream '" + log.stream() + "' was deleted again and again during one write", log.stream());
    }

    @Override
    public void forget() {
        log = opening.get();
    }
}
