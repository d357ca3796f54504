package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.spi.Context;
import java.util.List;
import org.streamlistening.internal.deliver.CurrentDelivery;
import org.streamlistening.internal.request.BridgedRequest;
import org.streamlistening.internal.session.BridgedSession;

/**
 * What a thread that delivers has, in the applications of one extension. For any thread.
 *
 * @param session a second session context
 * @param request a second request context
 * @param delivery the listener or consumer that delivers
 */
record ThreadContexts(BridgedSession session, BridgedRequest request, CurrentDelivery delivery) {

    ThreadContexts() {
        this(new BridgedSession(), new BridgedRequest(), new CurrentDelivery());
    }

    /** Those that the container must know. */
    List<Context> contexts() {
        return List.of(session, request);
    }
}
