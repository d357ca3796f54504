package org.streamlistening.internal.session;

import java.util.function.BooleanSupplier;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.deliver.DeliveryContext;

/**
 * The context of the deliveries of one listener: that of its session, with the listener as the {@link CurrentDelivery}
 * of the thread, for {@link org.streamlistening.Delivering}.
 */
record ListenerContext(DeliveryContext session, CurrentDelivery current, ListenerBean listener)
        implements DeliveryContext {

    @Override
    public void around(Runnable task) {
        session.around(() -> current.with(listener, task));
    }

    @Override
    public boolean inRequest(BooleanSupplier step) {
        return session.inRequest(step);
    }

    @Override
    public void onCallingThread(Runnable task) {
        session.onCallingThread(() -> current.with(listener, task));
    }
}
