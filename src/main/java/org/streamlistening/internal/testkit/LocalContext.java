package org.streamlistening.internal.testkit;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.deliver.DeliveringSource;
import org.streamlistening.internal.deliver.DeliveryContext;
import org.streamlistening.internal.request.DeliveryRequests;

/**
 * The contexts of a delivery on the thread of the test: its session, and a request for each message.
 *
 * @param session that of the listener; null if another context has the session of the test
 */
record LocalContext(
        TestSessionContext sessions,
        @Nullable SessionInstances session,
        DeliveryRequests requests,
        CurrentDelivery current,
        DeliveringSource source)
        implements DeliveryContext {

    @Override
    public void around(Runnable task) {
        sessions.call(session, () -> {
            requests.around(() -> current.with(source, task));
            return true;
        });
    }

    @Override
    public boolean inRequest(BooleanSupplier step) {
        return requests.inRequest(step);
    }

    @Override
    public void onCallingThread(Runnable task) {
        around(() -> inRequest(() -> {
            task.run();
            return true;
        }));
    }
}
