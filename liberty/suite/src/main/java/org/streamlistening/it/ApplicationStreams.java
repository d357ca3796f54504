package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.streamlistening.StreamData;
import org.streamlistening.StreamListening;

/** The streams of all sessions of an application, or of all WARs of an EAR that has this class in its lib. */
@ApplicationScoped
public class ApplicationStreams {

    private final Queue<String> streams = new ConcurrentLinkedQueue<>();

    void onData(@Observes @StreamListening StreamData data) {
        streams.add(data.streamId());
    }

    public List<String> streams() {
        return streams.stream().distinct().sorted().toList();
    }
}
