package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Lets the first operation of a kind wait until the test releases it. */
final class HeldOperation implements Consumer<ScriptedStore.Operation> {

    private static final int PATIENCE_SECONDS = 20;

    private final ScriptedStore.Operation kind;
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HeldOperation(ScriptedStore.Operation kind) {
        this.kind = kind;
    }

    @Override
    public void accept(ScriptedStore.Operation operation) {
        if (operation == kind && first.compareAndSet(true, false)) {
            reached.countDown();
            await(released);
        }
    }

    /** Waits until an operation waits. */
    void awaitReached() {
        await(reached);
    }

    void release() {
        released.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
