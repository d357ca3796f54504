package org.streamlistening.internal.listen;

import java.util.function.BooleanSupplier;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;

/**
 * Those who are told. If one of them fails, the exception comes out, and telling the same thing again goes on with that
 * one: nobody hears it twice who did not fail.
 */
public interface Observers {

    /**
     * Only {@link org.streamlistening.StreamData} may fail; observers of the other events cannot stop a listener.
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
}
