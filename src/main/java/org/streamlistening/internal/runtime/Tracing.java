package org.streamlistening.internal.runtime;

import org.streamlistening.inprocess.AppendTracing;
import org.streamlistening.internal.listen.delivery.DeliveryTracing;

/** The traces of one web application. For any thread. */
public interface Tracing {

    /** Traces nothing. */
    Tracing NONE = new Tracing() {
        @Override
        public DeliveryTracing deliveries(String receiver) {
            return DeliveryTracing.NONE;
        }

        @Override
        public AppendTracing appends() {
            return AppendTracing.NONE;
        }
    };

    /**
     * The deliveries to one listener.
     *
     * @param receiver what receives them, as in {@code consumer audit}; a name of the configuration
     */
    DeliveryTracing deliveries(String receiver);

    /** The appends to the embedded server. */
    AppendTracing appends();
}
