package org.streamlistening.internal.engine.content;

import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.server.Retention;

/** What a {@link Retention} keeps of a stream. A pure function of its log. */
public final class RetentionRule {

    private RetentionRule() {}

    /**
     * The first position that stays, as far as messages and bytes count.
     *
     * @param before the first position so far
     */
    public static long earliest(Retention retention, StreamState state, StreamLog log, long before) {
        long earliest = before;
        if (retention.maxBytes().isPresent()
                && state.tail() - earliest > retention.maxBytes().getAsLong()) {
            long cut = state.tail() - retention.maxBytes().getAsLong();
            long message = log.messagesUpTo(cut);
            earliest = log.endOf(message) == cut ? cut : log.endOf(message + 1);
        }
        if (retention.maxMessages().isPresent()
                && state.messages() > retention.maxMessages().getAsLong()) {
            earliest = Math.max(
                    earliest,
                    log.endOf(state.messages() - retention.maxMessages().getAsLong()));
        }
        return earliest;
    }
}
