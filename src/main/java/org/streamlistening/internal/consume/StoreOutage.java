package org.streamlistening.internal.consume;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.protocol.TimeText;

/** Logs when the store of the checkpoints of a consumer fails, and when it works again. For one thread at a time. */
final class StoreOutage {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final String consumer;
    private final LongSupplier nanoTime;
    private boolean lasts;
    private long begun;

    /** @param nanoTime the time, as {@link System#nanoTime} */
    StoreOutage(String consumer, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.consumer = consumer;
    }

    void begin(Throwable cause) {
        if (!lasts) {
            lasts = true;
            begun = nanoTime.getAsLong();
            String text = NumberedMessage.CHECKPOINTS_UNAVAILABLE.text(consumer);
            SafeThrowables.log(LOG, System.Logger.Level.WARNING, text, cause);
        }
    }

    void end() {
        if (lasts) {
            lasts = false;
            LOG.log(
                    System.Logger.Level.INFO,
                    "the checkpoint of consumer ''{0}'' is available again after {1}",
                    consumer,
                    TimeText.rounded(Duration.ofNanos(nanoTime.getAsLong() - begun)));
        }
    }
}
