package org.streamlistening.internal.listen.delivery;

import java.util.function.BooleanSupplier;
import org.streamlistening.client.StreamBatch;

/** Is notified of the deliveries of one listener, for traces. Its methods do not throw. For one delivery at a time. */
@FunctionalInterface
public interface DeliveryTracing {

    /** Traces nothing. */
    DeliveryTracing NONE = (streamId, batch) -> Trace.NONE;

    /** The first step of a batch with messages is about to run, on the thread of the delivery. */
    Trace begin(String streamId, StreamBatch batch);

    /** One attempt to deliver a batch, from its first step to its end or its first failure. */
    interface Trace {

        /** Of a delivery that is not traced. */
        Trace NONE = new Trace() {
            @Override
            public boolean run(BooleanSupplier step) {
                return step.getAsBoolean();
            }

            @Override
            public void end() {
                // Nothing is traced.
            }
        };

        /** Runs one step: what it throws is an error of the delivery. */
        boolean run(BooleanSupplier step);

        /** No step of this attempt follows. */
        void end();
    }
}
