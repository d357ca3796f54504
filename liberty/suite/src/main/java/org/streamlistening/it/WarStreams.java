package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatusChanged;

/** The streams whose status changes reach one WAR, of all of its sessions. */
@ApplicationScoped
public class WarStreams {

    private final Queue<String> streams = new ConcurrentLinkedQueue<>();

    void onStatus(@Observes @StreamListening StreamStatusChanged change) {
        streams.add(String.valueOf(change.streamId()));
    }

    List<String> streams() {
        return streams.stream().distinct().sorted().toList();
    }
}
