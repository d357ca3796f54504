package org.streamlistening.it;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** One request unrelated to streams. */
@RequestScoped
public class Visit {

    @Inject
    private Visits visits;

    @PostConstruct
    void begin() {
        visits.begun();
    }

    @PreDestroy
    void end() {
        visits.ended();
    }

    /** Blocks until the test releases it. */
    public void stay(String name) throws InterruptedException {
        visits.stay(name, () -> false);
    }
}
