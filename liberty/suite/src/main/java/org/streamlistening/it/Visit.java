package org.streamlistening.it;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** One request that has nothing to do with streams. */
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

    /** Stays for as long as the test wants. */
    public void stay(String name) throws InterruptedException {
        visits.stay(name, () -> false);
    }
}
