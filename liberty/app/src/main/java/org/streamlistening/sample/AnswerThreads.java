package org.streamlistening.sample;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The threads of answers. Each answer blocks one while it is written, and another one while its model sends it. On the
 * executor of the container, a few answers would stop all others, and the deliveries to observers.
 */
@ApplicationScoped
public class AnswerThreads {

    @Resource
    ManagedThreadFactory threads;

    private ExecutorService executor;

    @PostConstruct
    void open() {
        executor = Executors.newCachedThreadPool(threads);
    }

    /** Interrupts the answers that are being written: they fail, and do not pass for whole ones. */
    @PreDestroy
    void close() {
        executor.shutdownNow();
    }

    /** Works on any thread, also on one that the container does not know. */
    Executor executor() {
        return executor;
    }
}
