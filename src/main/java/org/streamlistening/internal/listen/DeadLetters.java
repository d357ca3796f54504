package org.streamlistening.internal.listen;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;
import org.streamlistening.internal.messages.NumberedMessage;

/** Keeps the messages that an observer of one listener could not handle. For one call at a time. */
@FunctionalInterface
public interface DeadLetters {

    /** Of a listener that keeps none. */
    DeadLetters NONE = (failure, done) ->
            done.accept(new IllegalStateException(NumberedMessage.CONSUMERS_ONLY.text("a listener of a session")));

    /**
     * Begins to write one letter for each message of the failure, and returns at once. A repeated call for the same
     * failure writes no letter twice.
     *
     * @param done called once, on any thread, with the reason why not all letters are written; null: they are.
     *     Not called if this method throws
     */
    void write(Failure failure, Consumer<@Nullable RuntimeException> done);

    /**
     * A delivery that failed.
     *
     * @param observer the name of the observer that threw; null if the message could not be decoded, or its
     *     transaction was not committed
     * @param attempts the number of attempts
     * @param isCurrent whether the delivery still waits for the letters
     */
    record Failure(
            String streamId,
            @Nullable String observer,
            List<UndeliveredMessage> messages,
            RuntimeException cause,
            int attempts,
            BooleanSupplier isCurrent) {}
}
