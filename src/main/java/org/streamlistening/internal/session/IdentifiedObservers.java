package org.streamlistening.internal.session;

import java.util.function.BooleanSupplier;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.listen.ObserverNotifier;
import org.streamlistening.internal.listen.ObserverProgress;

/** Observers that can inject the listener that notifies them: {@link org.streamlistening.Delivering}. */
record IdentifiedObservers(ObserverNotifier observers, CurrentListener current, StreamListener listener)
        implements ObserverNotifier {

    @Override
    public boolean tell(StreamEvent event, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.tell(event, wanted));
    }

    @Override
    public boolean tell(StreamMessage message, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.tell(message, wanted));
    }

    @Override
    public boolean tell(StreamData batch, ObserverProgress progress, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.tell(batch, progress, wanted));
    }

    @Override
    public boolean tell(StreamMessage message, ObserverProgress progress, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.tell(message, progress, wanted));
    }

    @Override
    public void pass() {
        observers.pass();
    }

    @Override
    public void passDecoded() {
        observers.passDecoded();
    }
}
