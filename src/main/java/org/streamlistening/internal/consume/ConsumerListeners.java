package org.streamlistening.internal.consume;

import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;

/** Makes the listeners of one consumer. */
interface ConsumerListeners {

    /** Makes a listener that notifies the observers of the consumer; it reads nothing before it is called. */
    ListenerStateMachine attach(ListenerSnapshot snapshot);

    /** Ends a listener, without an event and without waiting for its observers. */
    void detach(ListenerStateMachine listener);
}
