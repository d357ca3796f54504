package org.streamlistening.internal.consume.database;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.listen.DeliveryProgress;

/**
 * The position of a consumer in its row.
 *
 * @param claims the number of the claim whose server may move it
 * @param moves the number of commands that set another stream or position, as far as the row knows
 * @param streamId null: no server has delivered yet
 */
record ConsumerRow(long claims, long moves, @Nullable String streamId, DeliveryProgress progress) {

    /** Whether the row knows where to go on in this stream after so many commands. */
    boolean knows(String stream, long commands) {
        return moves >= commands && Objects.equals(streamId, stream);
    }
}
