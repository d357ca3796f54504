package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** The number of HTTP requests that an application has received. */
@ApplicationScoped
public class RequestCount {

    private final AtomicInteger requests = new AtomicInteger();

    void requestArrived() {
        requests.incrementAndGet();
    }

    int get() {
        return requests.get();
    }
}
