package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;

/** Follows a stream that only the application knows. */
@ApplicationScoped
class Late {

    @Inject
    @StreamConsuming("late")
    StreamConsumer late;

    private final List<Integer> received = new CopyOnWriteArrayList<>();

    void onOrder(@Observes @StreamConsuming("late") Order order) {
        received.add(order.number());
    }

    List<Integer> received() {
        return received;
    }

    StreamConsumer late() {
        return late;
    }
}
