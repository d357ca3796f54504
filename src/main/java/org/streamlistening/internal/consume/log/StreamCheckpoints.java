package org.streamlistening.internal.consume.log;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.consumer.CheckpointStore;

/**
 * Keeps the checkpoints of consumers in durable streams, those of each consumer below {@code <prefix>/<consumer>/}. For
 * any number of threads; calls for one consumer wait for each other.
 */
public final class StreamCheckpoints implements CheckpointStore {

    /** The default of the prefix. */
    public static final String PREFIX = "consumers";

    /** The register of one consumer, and the lock that guards it. */
    private record Guarded(ReentrantLock lock, Register register) {

        <T> T call(Function<Register, T> action) {
            lock.lock();
            try {
                return action.apply(register);
            } finally {
                lock.unlock();
            }
        }
    }

    private final Map<String, Guarded> registers = new ConcurrentHashMap<>();
    private final RecordCodec codec = new RecordCodec();
    private final LogStreams streams;
    private final String prefix;
    private final SegmentLimit limit;
    private final Supplier<String> ids;
    private final RegisterUse use;

    /**
     * @param client the client of the server that has the streams
     * @param prefix what the ids of the streams begin with, without a slash at the end
     * @param use for the messages of exceptions and the log
     */
    public StreamCheckpoints(Supplier<DurableStreamsClient> client, String prefix, RegisterUse use) {
        this(
                new ClientLogStreams(client, use),
                prefix,
                SegmentLimit.DEFAULT,
                () -> UUID.randomUUID().toString(),
                use);
    }

    StreamCheckpoints(LogStreams streams, String prefix, SegmentLimit limit, Supplier<String> ids, RegisterUse use) {
        this.streams = streams;
        this.prefix = prefix;
        this.limit = limit;
        this.ids = ids;
        this.use = use;
    }

    @Override
    public Optional<Checkpoint> read(String consumer) {
        return register(consumer).call(Register::read);
    }

    @Override
    public boolean write(String consumer, long expectedVersion, String content) {
        return register(consumer).call(register -> register.write(expectedVersion, content));
    }

    private Guarded register(String consumer) {
        return registers.computeIfAbsent(consumer, name -> new Guarded(new ReentrantLock(), open(name)));
    }

    /** Three levels: the root names a segment of the index, and the index names a segment of the log. */
    private Register open(String consumer) {
        String directory = prefix + "/" + consumer;
        Function<String, CheckpointLog> opening = stream -> new CheckpointLog(streams, codec, stream, consumer, use);
        String first = codec.encode(LogRecord.NOTHING.after(null));
        Register root = new RootRegister(streams, ids, () -> opening.apply(directory + "/root"), first, use);
        Register index = segmented(new SegmentNames(directory, "index", ids), opening, root);
        return segmented(new SegmentNames(directory, "log", ids), opening, index);
    }

    private Register segmented(SegmentNames names, Function<String, CheckpointLog> opening, Register pointer) {
        SegmentRotation rotation = new SegmentRotation(streams, codec, names);
        return new SegmentedRegister(names, limit, opening, rotation, pointer, use);
    }
}
