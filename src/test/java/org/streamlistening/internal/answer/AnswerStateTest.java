package org.streamlistening.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOutcome;

/** Callers that wait for the server. */
class AnswerStateTest {

    private final AnswerState state = new AnswerState("a", 4);

    /** A call on a thread of its own, which waits. */
    private static final class Blocked {

        private final CompletableFuture<Object> result = new CompletableFuture<>();
        private final Thread thread;

        Blocked(Runnable call) {
            thread = new Thread(() -> {
                try {
                    call.run();
                    result.complete("returned");
                } catch (RuntimeException e) {
                    result.complete(Thread.currentThread().isInterrupted() ? e.getClass() : e);
                }
            });
            thread.start();
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(result.isDone())
                        .as(() -> "returned before: " + result)
                        .isFalse();
                Thread.onSpinWait();
            }
        }

        Object result() throws Exception {
            return result.get(60, TimeUnit.SECONDS);
        }
    }

    private void fill() {
        state.ready();
        assertThat(state.write("abcdef", 0)).as("what the buffer has room for").isEqualTo(4);
    }

    @Test
    void aWriteBlocksWhileTheBufferIsFull() throws Exception {
        fill();
        Blocked write = new Blocked(() -> {
            var unused = state.write("ef", 0);
        });
        AnswerBatch batch = state.next();
        assertThat(write.result.isDone()).as("while the request is under way").isFalse();
        state.stored(batch);
        assertThat(write.result()).isEqualTo("returned");
        assertThat(state.next().json()).isEqualTo("[{\"type\":\"delta\",\"text\":\"ef\"}]");
    }

    @Test
    void aMessageThatIsLongerThanTheBufferWaitsUntilThatIsEmpty() throws Exception {
        state.ready();
        assertThat(state.write("a", 0)).isEqualTo(1);
        Blocked append = new Blocked(() -> state.append("{\"type\":\"x\"}"));
        state.stored(state.next());
        assertThat(append.result()).isEqualTo("returned");
        assertThat(state.next().json()).isEqualTo("[{\"type\":\"x\"}]");
    }

    @Test
    void anInterruptEndsAWriteThatIsBlocked() throws Exception {
        fill();
        Blocked write = new Blocked(() -> {
            var unused = state.write("ef", 0);
        });
        write.thread.interrupt();
        assertThat(write.result()).as("with the flag set").isEqualTo(CancellationException.class);
        assertThat(state.next().json()).as("what was written before").contains("abcd");
    }

    @Test
    void anInterruptEndsAFlushAndTheTextIsSentNevertheless() throws Exception {
        fill();
        long last = state.hurry();
        Blocked flush = new Blocked(() -> state.awaitStored(last));
        flush.thread.interrupt();
        assertThat(flush.result()).isEqualTo(CancellationException.class);
        assertThat(state.isUrgent()).isTrue();
    }

    @Test
    void theEndOfAnAnswerEndsAWriteThatIsBlocked() throws Exception {
        fill();
        Blocked write = new Blocked(() -> {
            var unused = state.write("ef", 0);
        });
        assertThat(state.end(AnswerOutcome.STOPPED, AnswerJson.STOPPED, null)).isTrue();
        assertThat(write.result())
                .isInstanceOfSatisfying(
                        AnswerEndedException.class,
                        ended -> assertThat(ended.outcome()).isEqualTo(AnswerOutcome.STOPPED));
    }

    @Test
    void theLossOfAnAnswerEndsEachWait() throws Exception {
        fill();
        Blocked flush = new Blocked(() -> state.awaitStored(1));
        Blocked end = new Blocked(() -> assertThat(state.awaitEnd()).isEqualTo(AnswerOutcome.TAKEN_OVER));
        assertThat(state.lost(AnswerOutcome.TAKEN_OVER, null)).isTrue();
        assertThat(flush.result()).isInstanceOf(AnswerEndedException.class);
        assertThat(end.result()).isEqualTo("returned");
        assertThat(state.next()).isNull();
    }
}
