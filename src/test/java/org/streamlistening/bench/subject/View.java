package org.streamlistening.bench.subject;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.bench.Token;

/** The bean of one user, as an application has it: it observes decoded messages. */
@SessionScoped
class View implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener stream;

    private transient Receiver receiver;

    /** Makes this bean exist. */
    void prepare() {
        receiver = null;
    }

    void follow(Subject.Follow follow) {
        receiver = follow.receiver();
        stream.listen(
                follow.stream(), ListenOptions.from(Offset.of(follow.offset())).live(follow.live()));
    }

    StreamStatus status() {
        return stream.getStatus();
    }

    void onToken(@Observes @StreamListening Token token) {
        receiver.received(token);
    }
}
