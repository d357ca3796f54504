package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** Threads of a container that establishes no context, and starts no thread, before the application has started. */
class StartContextThreadsTest {

    private final List<String> calls = new ArrayList<>();
    private final ThreadFactory unmanaged = task -> new Thread(task, "unmanaged");
    private final ThreadFactory managed = task -> {
        calls.add("makes");
        return new Thread(task, "managed");
    };
    private final Executor startContext = task -> {
        calls.add("enters");
        task.run();
        calls.add("leaves");
    };
    private final StartContextThreads threads = new StartContextThreads(unmanaged, managed, startContext);

    @Test
    void areUnmanagedDuringTheStartOfTheApplication() {
        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("unmanaged");
        assertThat(calls).isEmpty();
    }

    @Test
    void areMadeInTheContextOfTheStartAfterIt() {
        threads.started();
        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("managed");
        assertThat(calls).containsExactly("enters", "makes", "leaves");
    }

    @Test
    void areMissingWhereTheContainerMakesNone() {
        StartContextThreads none = new StartContextThreads(unmanaged, task -> null, startContext);
        none.started();
        assertThat(none.newThread(() -> {})).isNull();
    }
}
