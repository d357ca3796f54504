package org.streamlistening.internal.listen;

import java.util.function.BooleanSupplier;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;

/**
 * Those who are told. If one of them fails, the exception comes out, and telling the same thing again goes on with that
 * one: nobody hears it twice who did not fail.
 */
public interface ObserverNotifier {

    /**
     * Tells those who observe what happens to a listener, or a batch.
     *
     * <p>Only {@link org.streamlistening.StreamData} may fail; observers of the other events cannot stop a listener.
     *
     * @param wanted asked before each observer
     * @return whether all were told; false if it was not wanted any more
     */
    boolean tell(StreamEvent event, BooleanSupplier wanted);

    /**
     * @param wanted asked before each observer
     * @return whether all were told; false if it was not wanted any more
     * @throws org.streamlistening.UndecodableMessageException if an observer's type cannot be made of this message
     */
    boolean tell(StreamMessage message, BooleanSupplier wanted);

    /**
     * As {@link #tell(StreamEvent, BooleanSupplier)}, for a batch of which some observers may have heard a part. For
     * those that are the only observer, which cannot be ahead of another one, nothing else than that.
     *
     * @param progress which those are; if not all can be told, those that were are added
     */
    default boolean tell(StreamData batch, ObserverProgress progress, BooleanSupplier wanted) {
        return tell(batch, wanted);
    }

    /** As {@link #tell(StreamMessage, BooleanSupplier)}, for a message that some observers may have heard already. */
    default boolean tell(StreamMessage message, ObserverProgress progress, BooleanSupplier wanted) {
        return tell(message, wanted);
    }

    /**
     * What failed last is left out when the same thing is told again: for the observer that threw, or for all who have
     * not heard it if no observer's type could be made of it. Observers that never fail need not be able to.
     */
    default void pass() {
        throw new UnsupportedOperationException("nothing to pass");
    }

    /** The message that could not be decoded last goes to those only that take it undecoded, when it is told again. */
    default void passDecoded() {
        throw new UnsupportedOperationException("nothing to decode");
    }
}
