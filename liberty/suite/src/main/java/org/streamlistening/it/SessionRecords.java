package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The number of tokens that each session bean received, and the destroyed beans; outlives the sessions. */
@ApplicationScoped
public class SessionRecords {

    private final Map<String, Integer> received = new ConcurrentHashMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    void received(String instance) {
        received.merge(instance, 1, Integer::sum);
    }

    void ended(String instance) {
        ended.add(instance);
    }

    boolean hasEnded(String instance) {
        return ended.contains(instance);
    }

    int count(String instance) {
        return received.getOrDefault(instance, 0);
    }
}
