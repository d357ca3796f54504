package org.streamlistening.internal.consume;

import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.messages.NumberedMessage;

/** Logs when the store of the checkpoints of a consumer fails, and when it works again. For one thread at a time. */
final class StoreOutage {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final String consumer;
    private boolean lasts;

    StoreOutage(String consumer) {
        this.consumer = consumer;
    }

    void begin(Throwable cause) {
        if (!lasts) {
            lasts = true;
            String text = NumberedMessage.CHECKPOINTS_UNAVAILABLE.text(consumer);
            SafeThrowables.log(LOG, System.Logger.Level.WARNING, text, cause);
        }
    }

    void end() {
        if (lasts) {
            lasts = false;
            LOG.log(System.Logger.Level.INFO, "the checkpoint of consumer ''{0}'' is available again", consumer);
        }
    }
}
