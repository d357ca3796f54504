package org.streamlistening.internal.session;

import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.listen.delivery.ObserverProgress;

/**
 * Makes the listener that notifies an observer the {@link CurrentListener} of the thread, for
 * {@link org.streamlistening.Delivering}.
 */
record DeliveringObservers(ObserverNotifier observers, CurrentListener current, StreamListener listener)
        implements ObserverNotifier {

    @Override
    public boolean notifyOf(StreamEvent event, DeliveryToken token) {
        return current.with(listener, () -> observers.notifyOf(event, token));
    }

    @Override
    public boolean notifyOf(StreamMessage message, DeliveryToken token) {
        return current.with(listener, () -> observers.notifyOf(message, token));
    }

    @Override
    public boolean notifyOf(StreamData batch, ObserverProgress progress, DeliveryToken token) {
        return current.with(listener, () -> observers.notifyOf(batch, progress, token));
    }

    @Override
    public boolean notifyOf(StreamMessage message, ObserverProgress progress, DeliveryToken token) {
        return current.with(listener, () -> observers.notifyOf(message, progress, token));
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
