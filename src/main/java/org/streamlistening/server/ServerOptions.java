package org.streamlistening.server;

import java.time.Duration;

/**
 * How the embedded server behaves. Made with {@link #builder()}; immutable.
 *
 * @param longPollTimeout how long a long-poll waits for data before it is answered with status 204; default 30 s
 * @param maxBodyBytes what one request may append, else status 413; default 16 MiB
 * @param maxPageBytes what one answer to a catch-up read carries, unless a single message is larger; default 1 MiB
 * @param access who may do what, apart from the application itself; default nobody anything
 */
public record ServerOptions(Duration longPollTimeout, long maxBodyBytes, int maxPageBytes, StreamAccess access) {

    private static final long MEBIBYTE = 1 << 20;

    /** @throws IllegalArgumentException if a value is out of range */
    public ServerOptions {
        require(longPollTimeout.compareTo(Duration.ZERO) > 0, "longPollTimeout has to be longer than nothing");
        // One body is one array.
        require(maxBodyBytes > 0 && maxBodyBytes <= 1 << 30, "maxBodyBytes has to be 1 to 1073741824");
        require(maxPageBytes > 0 && maxPageBytes <= 1 << 30, "maxPageBytes has to be 1 to 1073741824");
    }

    /** Everything as it is by default. */
    public static ServerOptions defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    private static void require(boolean fulfilled, String rule) {
        if (!fulfilled) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Sets what is not to be as it is by default. For one thread. */
    public static final class Builder {

        private Duration longPollTimeout = Duration.ofSeconds(30);
        private long maxBodyBytes = 16 * MEBIBYTE;
        private int maxPageBytes = (int) MEBIBYTE;
        private StreamAccess access = StreamAccess.none();

        private Builder() {}

        /** Sets {@link ServerOptions#longPollTimeout()}. */
        public Builder longPollTimeout(Duration value) {
            longPollTimeout = value;
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

        /** Sets {@link ServerOptions#access()}. */
        public Builder access(StreamAccess value) {
            access = value;
            return this;
        }

        /**
         * The options as they are now.
         *
         * @throws IllegalArgumentException if a value is out of range
         */
        public ServerOptions build() {
            return new ServerOptions(longPollTimeout, maxBodyBytes, maxPageBytes, access);
        }
    }
}
