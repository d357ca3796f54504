package org.streamlistening.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The options of the embedded server. Created with {@link #builder()}. Immutable.
 *
 * @param store the directory of the streams, created if necessary; default none: streams are kept in memory, and end
 *     with the application
 * @param database the database that keeps the streams; default none. Excludes a directory
 * @param access what callers other than the application itself may do; default {@link StreamAccess#none()}
 * @param corsOrigins the origins whose pages may use the server from a browser, {@code *} for all; default none
 * @param longPollTimeout how long a long-poll waits for data before it gets status 204; default 30 s
 * @param sseDuration how long a response of server-sent events lasts before the server ends it; default 60 s
 * @param maxBodyBytes the limit of the body of a request, else status 413; up to 1 GiB, default 16 MiB
 * @param maxPageBytes the limit of a page, unless a single message is larger; up to 1 GiB, default 64 MiB
 * @param maxStreams the limit of streams, else status 429; default 100,000
 * @param maxForkDepth the limit of forks between a stream and its first source, else status 409; default 1,000
 * @param producerMaxAge how long an idempotent producer can be silent before the stream forgets it and treats its next
 *     request as one of a new producer (Protocol, section 5.2.1); default 7 days
 * @param maxProducers the limit of producers that a stream knows at a time, else status 429 for a new one; default
 *     100,000
 * @param maxReaders the limit of live readers that wait at a time, else status 429; default 50,000
 * @param retention the limits of what a stream keeps; default {@link Retention#EVERYTHING}
 * @since 0.1
 */
public record ServerOptions(
        Optional<Path> store,
        Optional<StreamDatabase> database,
        StreamAccess access,
        Set<String> corsOrigins,
        Duration longPollTimeout,
        Duration sseDuration,
        long maxBodyBytes,
        int maxPageBytes,
        int maxStreams,
        int maxForkDepth,
        Duration producerMaxAge,
        int maxProducers,
        int maxReaders,
        Retention retention) {

    /** The default of {@link #producerMaxAge()}: 7 days. */
    public static final Duration PRODUCER_MAX_AGE = Duration.ofDays(7);

    /** The greatest {@link #maxBodyBytes()} and {@link #maxPageBytes()}: 1 GiB, since a body or a page is one array. */
    public static final int MAX_BYTES = 1 << 30;

    /** @throws IllegalArgumentException if a value is out of range */
    public ServerOptions {
        corsOrigins = Set.copyOf(corsOrigins);
        require(store.isEmpty() || database.isEmpty(), "streams are kept in a directory or in a database, not in both");
        require(longPollTimeout.compareTo(Duration.ZERO) > 0, "longPollTimeout must be positive");
        require(sseDuration.compareTo(Duration.ZERO) > 0, "sseDuration must be positive");
        require(maxBodyBytes > 0 && maxBodyBytes <= MAX_BYTES, "maxBodyBytes must be 1 to " + MAX_BYTES);
        require(maxPageBytes > 0 && maxPageBytes <= MAX_BYTES, "maxPageBytes must be 1 to " + MAX_BYTES);
        require(maxStreams > 0, "maxStreams must be at least 1");
        require(maxForkDepth > 0, "maxForkDepth must be at least 1");
        require(producerMaxAge.compareTo(Duration.ZERO) > 0, "producerMaxAge must be positive");
        require(maxProducers > 0, "maxProducers must be at least 1");
        require(maxReaders > 0, "maxReaders must be at least 1");
    }

    /** The default options. */
    public static ServerOptions defaults() {
        return builder().build();
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    private static void require(boolean fulfilled, String rule) {
        if (!fulfilled) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Sets options that differ from the defaults. Not thread-safe. */
    public static final class Builder {

        private Optional<Path> store = Optional.empty();
        private Optional<StreamDatabase> database = Optional.empty();
        private StreamAccess access = StreamAccess.none();
        private Set<String> corsOrigins = Set.of();
        private Duration longPollTimeout = Duration.ofSeconds(30);
        private Duration sseDuration = Duration.ofSeconds(60);
        private long maxBodyBytes = 16 << 20;
        private int maxPageBytes = 64 << 20;
        private int maxStreams = 100_000;
        private int maxForkDepth = 1_000;
        private Duration producerMaxAge = PRODUCER_MAX_AGE;
        private int maxProducers = 100_000;
        private int maxReaders = 50_000;
        private Retention retention = Retention.EVERYTHING;

        private Builder() {}

        /** Sets {@link ServerOptions#store()}. */
        public Builder store(Path value) {
            store = Optional.of(value);
            return this;
        }

        /** Sets {@link ServerOptions#database()}. */
        public Builder database(StreamDatabase value) {
            database = Optional.of(value);
            return this;
        }

        /** Sets {@link ServerOptions#access()}. */
        public Builder access(StreamAccess value) {
            access = value;
            return this;
        }

        /** Sets {@link ServerOptions#corsOrigins()}. */
        public Builder corsOrigins(Set<String> value) {
            corsOrigins = value;
            return this;
        }

        /** Sets {@link ServerOptions#longPollTimeout()}. */
        public Builder longPollTimeout(Duration value) {
            longPollTimeout = value;
            return this;
        }

        /** Sets {@link ServerOptions#sseDuration()}. */
        public Builder sseDuration(Duration value) {
            sseDuration = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxBodyBytes()}. */
        public Builder maxBodyBytes(long value) {
            maxBodyBytes = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxPageBytes()}. */
        public Builder maxPageBytes(int value) {
            maxPageBytes = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxStreams()}. */
        public Builder maxStreams(int value) {
            maxStreams = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxForkDepth()}. */
        public Builder maxForkDepth(int value) {
            maxForkDepth = value;
            return this;
        }

        /** Sets {@link ServerOptions#producerMaxAge()}. */
        public Builder producerMaxAge(Duration value) {
            producerMaxAge = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxProducers()}. */
        public Builder maxProducers(int value) {
            maxProducers = value;
            return this;
        }

        /** Sets {@link ServerOptions#maxReaders()}. */
        public Builder maxReaders(int value) {
            maxReaders = value;
            return this;
        }

        /** Sets {@link ServerOptions#retention()}. */
        public Builder retention(Retention value) {
            retention = value;
            return this;
        }

        /**
         * The options set so far.
         *
         * @throws IllegalArgumentException if a value is out of range
         */
        public ServerOptions build() {
            return new ServerOptions(
                    store,
                    database,
                    access,
                    corsOrigins,
                    longPollTimeout,
                    sseDuration,
                    maxBodyBytes,
                    maxPageBytes,
                    maxStreams,
                    maxForkDepth,
                    producerMaxAge,
                    maxProducers,
                    maxReaders,
                    retention);
        }
    }
}
