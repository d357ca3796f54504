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
    public boolean notifyOf(StreamEvent event, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.notifyOf(event, wanted));
    }

    @Override
    public boolean notifyOf(StreamMessage message, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.notifyOf(message, wanted));
    }

    @Override
    public boolean notifyOf(StreamData batch, ObserverProgress progress, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.notifyOf(batch, progress, wanted));
    }

    @Override
    public boolean notifyOf(StreamMessage message, ObserverProgress progress, BooleanSupplier wanted) {
        return current.with(listener, () -> observers.notifyOf(message, progress, wanted));
    }

    @Override
    public void skip() {
        observers.skip();
    }

    @Override
    public void skipDecoding() {
        observers.skipDecoding();
    }
}
