package org.streamlistening.metrics;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamStatus;

/**
 * One consumer on this server. Immutable.
 *
 * @since 0.1
 */
public final class ConsumerMetrics {

    private final String name;
    private final StreamStatus status;
    private final @Nullable Duration lag;
    private final long deadLetters;

    /** @param lag empty: not known */
    public ConsumerMetrics(String name, StreamStatus status, Optional<Duration> lag, long deadLetters) {
        this.name = name;
        this.status = status;
        this.lag = lag.orElse(null);
        this.deadLetters = deadLetters;
    }

    /** The name in {@code @StreamConsuming("name")}. */
    public String getName() {
        return name;
    }

    /** The status on this server: {@link StreamStatus#STANDBY} while another server delivers. */
    public StreamStatus getStatus() {
        return status;
    }

    /** How long ago the consumer had delivered everything; zero while it has. Null while that is not known. */
    public @Nullable Duration getLag() {
        return lag;
    }

    /** The number of messages that this server has written to the dead-letter stream of the consumer. */
    public long getDeadLetters() {
        return deadLetters;
    }
}
