package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many tokens each session bean heard; outlives the sessions. */
@ApplicationScoped
public class Everybody {

    private final Map<String, Integer> heard = new ConcurrentHashMap<>();

    void heard(String instance) {
        heard.merge(instance, 1, Integer::sum);
    }

    int count(String instance) {
        return heard.getOrDefault(instance, 0);
    }
}
