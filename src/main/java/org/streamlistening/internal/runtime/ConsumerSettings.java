package org.streamlistening.internal.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.StreamKey;

/** The configuration of the consumers, read once, when the application starts. For any thread. */
public final class ConsumerSettings {

    private static final String LEASE = "durable-streams.consumers.lease";
    private static final String PREFIX = "durable-streams.consumers.prefix";
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration DEFAULT_CHECKPOINTS = Duration.ofSeconds(1);
    private static final String DEFAULT_PREFIX = "consumers";
    private static final String DEAD_LETTER_SUFFIX = ".dead-letter";

    private final Duration lease;
    private final String prefix;
    private final Optional<String> dataSource;
    private final boolean createTable;
    private final Map<String, Consumer> consumers;

    /** Where a new consumer begins. */
    private enum Start {
        BEGINNING,
        NOW
    }

    /** Whether the library makes its table. */
    private enum Creation {
        TRUE,
        FALSE
    }

    /**
     * The configuration of one consumer.
     *
     * @param stream the stream that it follows; empty: the one that a call of {@code follow} names
     * @param start where it begins in a stream that it has never followed
     * @param ownerPause the pause between two turns of the server that delivers
     * @param standbyPause the pause between two looks of a server that stands by
     * @param deadLetter its dead-letter stream; empty: one whose id begins with that of the stream of the message
     */
    public record Consumer(
            String name,
            Optional<String> stream,
            StreamPosition start,
            Policies policies,
            LiveMode live,
            Duration timeout,
            Duration ownerPause,
            Duration standbyPause,
            Optional<String> deadLetter) {

        /**
         * The stream for the letters of a message of this stream.
         *
         * @throws IllegalArgumentException if there is none: the consumer would receive its own letters, or the id is
         *     too long
         */
        public String deadLetterStream(String streamId) {
            String id = StreamId.of(deadLetter.orElse(streamId + DEAD_LETTER_SUFFIX))
                    .value();
            if (id.equals(streamId)) {
                throw new IllegalArgumentException(
                        "consumer '" + name + "' follows the stream '" + id + "', which is its dead-letter stream");
            }
            return id;
        }

        /** How it reads this stream. */
        public StreamKey key(String streamId) {
            return new StreamKey(streamId, live, timeout);
        }

        /** A consumer without a checkpoint. */
        public ConsumerState initial() {
            return ConsumerState.initial(stream.orElse(null), start);
        }

        /** The configured stream counts, also if a checkpoint names another one. */
        public ConsumerState configured(ConsumerState state) {
            return stream.map(configured -> state.configured(configured, start)).orElse(state);
        }
    }

    ConsumerSettings(Configuration configuration, ListenerSettings listeners, Collection<String> names) {
        lease = configuration
                .duration(LEASE)
                .filter(span -> span.compareTo(SHORTEST_LEASE) >= 0 || rejectLease(configuration))
                .orElse(DEFAULT_LEASE);
        prefix = configuration.parsed(PREFIX, id -> StreamId.of(id).value()).orElse(DEFAULT_PREFIX);
        dataSource = configuration.value("durable-streams.consumers.data-source");
        createTable = configuration
                        .choice("durable-streams.consumers.create-table", Creation.class)
                        .orElse(Creation.TRUE)
                == Creation.TRUE;
        Duration checkpoints = configuration
                .positiveDuration("durable-streams.consumers.checkpoint-interval")
                .orElse(DEFAULT_CHECKPOINTS);
        Duration renewal = lease.dividedBy(6);
        Duration ownerPause = checkpoints.compareTo(renewal) < 0 ? checkpoints : renewal;
        consumers = names.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), name -> read(configuration, listeners, name, ownerPause)));
    }

    private static boolean rejectLease(Configuration configuration) {
        configuration.parsed(LEASE, text -> {
            throw Configuration.unusable(LEASE, text, "at least 1s");
        });
        return false;
    }

    private Consumer read(Configuration configuration, ListenerSettings listeners, String name, Duration ownerPause) {
        String keys = "durable-streams.consumer." + name + ".";
        Start start = configuration.choice(keys + "from", Start.class).orElse(Start.BEGINNING);
        ListenerSettings.Named reading = listeners.readConsumer(keys);
        return new Consumer(
                name,
                configuration.parsed(keys + "stream", id -> StreamId.of(id).value()),
                start == Start.NOW ? StreamPosition.at(Offset.NOW) : StreamPosition.BEGINNING,
                reading.policies(),
                reading.live(),
                reading.timeout(),
                ownerPause,
                lease.dividedBy(20),
                deadLetter(configuration, keys));
    }

    private static Optional<String> deadLetter(Configuration configuration, String keys) {
        String key = keys + "dead-letter";
        return configuration.parsed(key, text -> {
            String id = StreamId.of(text).value();
            if (configuration.value(keys + "stream").filter(id::equals).isPresent()) {
                throw Configuration.unusable(key, text, "another stream than " + keys + "stream");
            }
            return id;
        });
    }

    /** How long a register is unchanged before another server claims it. */
    public Duration lease() {
        return lease;
    }

    /** What the ids of checkpoint streams begin with. */
    public String prefix() {
        return prefix;
    }

    /** JNDI name of the data source whose database has the checkpoints. */
    public Optional<String> dataSource() {
        return dataSource;
    }

    /** Whether the table of checkpoints is made unless it exists. */
    public boolean createTable() {
        return createTable;
    }

    /** The consumer of this name, which must be one of the deployment. */
    public Consumer of(String name) {
        return Objects.requireNonNull(consumers.get(name));
    }
}
