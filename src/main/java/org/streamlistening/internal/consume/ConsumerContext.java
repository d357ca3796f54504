package org.streamlistening.internal.consume;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.deliver.DeliveryContext;
import org.streamlistening.internal.request.DeliveryRequests;

/**
 * The contexts of the deliveries of one consumer: the container context of the start of the application, and a request.
 * There is no session.
 *
 * @param application runs a task on the calling thread, before it returns, with class loader, JNDI and security of the
 *     start of the application
 */
record ConsumerContext(
        Executor application, DeliveryRequests requests, CurrentDelivery current, RunningConsumer consumer)
        implements DeliveryContext {

    @Override
    public void around(Runnable task) {
        application.execute(() -> requests.around(() -> current.with(consumer, task)));
    }

    /** A server that may no longer own the consumer delivers nothing: neither this message nor the next ones. */
    @Override
    public boolean inRequest(BooleanSupplier step) {
        return consumer.mayDeliver() && requests.inRequest(step);
    }

    @Override
    public void onCallingThread(Runnable task) {
        around(() -> requests.inRequest(() -> {
            task.run();
            return true;
        }));
    }
}
