package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.threads.LibraryThreads;

/** The threads of a container that has none left. */
class ContainerThreadsTest {

    /** A delivery that the pool accepts, and no thread runs, would wait for ever. */
    @Test
    void rejectADeliveryThatHasNoThread() {
        Settings settings = new Settings(Configuration.ofApplication(), List.of(), List.of());
        ThreadFactory exhausted = task -> null;
        try (IoThreads io = new IoThreads(LibraryThreads.unmanaged());
                ContainerThreads threads = ContainerThreads.of(Runnable::run, Optional.of(exhausted), settings, io)) {
            assertThatThrownBy(() -> threads.own().execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
    }
}
