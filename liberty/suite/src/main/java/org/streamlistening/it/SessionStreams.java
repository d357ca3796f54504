package org.streamlistening.it;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import java.io.Serializable;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.streamlistening.StreamData;
import org.streamlistening.StreamListening;

/** The streams of one session, in any WAR. */
@SessionScoped
public class SessionStreams implements Serializable {

    private static final long serialVersionUID = 1;

    private final Queue<String> streams = new ConcurrentLinkedQueue<>();

    void onData(@Observes @StreamListening StreamData data) {
        streams.add(data.streamId());
    }

    public List<String> streams() {
        return streams.stream().distinct().toList();
    }
}
