package org.streamlistening.it;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** One request unrelated to streams. */
@RequestScoped
public class PlainRequest {

    @Inject
    private RequestRecords records;

    @PostConstruct
    void begin() {
        records.begun();
    }

    @PreDestroy
    void end() {
        records.ended();
    }

    /** Blocks until the test releases it. */
    public void block(String name) throws InterruptedException {
        records.block(name, () -> false);
    }
}
