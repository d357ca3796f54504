package org.streamlistening.bench.subject;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.bench.Token;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;

/** The bean of an application with a consumer: it observes decoded messages. */
@ApplicationScoped
class Projection {

    @Inject
    @StreamConsuming("projection")
    private StreamConsumer consumer;

    private volatile Receiver receiver;

    StreamStatus status() {
        return consumer.getStatus();
    }

    void pause() {
        consumer.pause();
    }

    /** Begins a paused consumer again. */
    void follow(Subject.Follow follow) {
        receiver = follow.receiver();
        consumer.follow(follow.stream());
        consumer.seek(StreamPosition.BEGINNING);
        consumer.resume();
    }

    void onToken(@Observes @StreamConsuming("projection") Token token) {
        receiver.received(token);
    }
}
