package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatusChanged;

/** The events that an unqualified observer of one WAR receives, of any session. */
@ApplicationScoped
public class Overheard {

    private final Queue<String> streams = new ConcurrentLinkedQueue<>();

    void onStatus(@Observes @StreamListening StreamStatusChanged change) {
        streams.add(String.valueOf(change.streamId()));
    }

    List<String> streams() {
        return streams.stream().distinct().sorted().toList();
    }
}
