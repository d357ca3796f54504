package org.streamlistening.bench.subject;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicReference;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.bench.Token;

/** The bean of one user, as an application has it: it observes decoded messages. */
@SessionScoped
class View implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener stream;

    private transient Receiver receiver;

    private final AtomicReference<StreamStatus> status = new AtomicReference<>(StreamStatus.IDLE);

    /** Makes this bean exist. @return the status of its listener, for any thread */
    AtomicReference<StreamStatus> prepare() {
        return status;
    }

    void follow(Subject.Follow follow) {
        receiver = follow.receiver();
        stream.listen(
                follow.stream(), ListenOptions.from(Offset.of(follow.offset())).live(follow.live()));
    }

    void onStatus(@Observes @StreamListening StreamStatusChanged change) {
        status.set(change.status());
    }

    void onToken(@Observes @StreamListening Token token) {
        receiver.received(token);
    }
}
