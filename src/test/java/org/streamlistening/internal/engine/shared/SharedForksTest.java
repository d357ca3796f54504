package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.internal.engine.shared.TwoServers.failure;
import static org.streamlistening.internal.engine.shared.TwoServers.rejection;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.shared.ScriptedStore.Operation;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/** Forks that one server creates and another one reads, and their sources. */
class SharedForksTest {

    private static final int MANY = 1000;

    private final TwoServers servers = new TwoServers();
    private final SharedServer here = servers.here;
    private final SharedServer there = servers.there;

    @AfterEach
    void close() {
        servers.close();
    }

    private void grow() {
        here.create("source", "1").join();
        there.fork("fork", "source").join();
        there.append("fork", "2").join();
        here.fork("leaf", "fork").join();
        here.append("leaf", "3").join();
    }

    @Test
    void aForkOfAForkIsReadAndContinuedAtTheOtherServer() {
        grow();
        here.append("source", "x").join();
        assertThat(there.read("leaf")).isEqualTo("123");
        there.append("leaf", "4").join();
        assertThat(here.read("leaf")).isEqualTo("1234");
        assertThat(here.read("fork")).isEqualTo("12");
        assertThat(there.read("source")).isEqualTo("1x");
    }

    @Test
    void aServerThatNeverSawTheLineageAppendsWithTheOffsetsOfTheFork() {
        grow();
        String next = there.append("leaf", "4").join().nextOffset();
        assertThat(next).isEqualTo(here.open("leaf").join().content().token(4));
        assertThat(there.create("source", "1").join().changed()).isFalse();
    }

    @Test
    void hiddenSourcesAreDroppedAfterTheirLastFork() {
        grow();
        there.delete("source").join();
        there.delete("fork").join();
        assertThat(rejection(here.open("source"))).isEqualTo(Reason.DELETED);
        assertThat(rejection(here.append("source", "x"))).isEqualTo(Reason.DELETED);
        assertThat(rejection(here.delete("fork"))).isEqualTo(Reason.DELETED);
        assertThat(rejection(here.create("fork", "x"))).isEqualTo(Reason.CONFLICT);
        assertThat(rejection(here.fork("late", "fork"))).isEqualTo(Reason.CONFLICT);
        assertThat(there.read("leaf")).isEqualTo("123");
        there.delete("leaf").join();
        assertThat(servers.memory.ids()).isEmpty();
        assertThat(rejection(here.open("source"))).isEqualTo(Reason.NOT_FOUND);
        assertThat(here.create("fork", "new").join().changed()).isTrue();
    }

    @Test
    void aSweepDropsAHiddenSourceWhoseDeletionFailed() {
        here.create("source", "1").join();
        here.fork("fork", "source").join();
        here.delete("source").join();
        int[] transactions = {0};
        here.store().script(operation -> {
            if (operation == Operation.TRANSACT && ++transactions[0] == 2) {
                throw new OutOfMemoryError("as if");
            }
        });
        assertThat(here.delete("fork").join().changed()).isTrue();
        assertThat(servers.memory.ids()).containsExactly("source");
        there.sweep();
        assertThat(servers.memory.ids()).isEmpty();
    }

    @Test
    void aChainOfManyHiddenForksIsDroppedWithTheLastOne() {
        here.create("s0", "x").join();
        for (int i = 1; i <= MANY; i++) {
            here.fork("s" + i, "s" + (i - 1)).join();
        }
        for (int i = 0; i < MANY; i++) {
            here.delete("s" + i).join();
        }
        assertThat(there.read("s" + MANY)).isEqualTo("x");
        there.delete("s" + MANY).join();
        assertThat(servers.memory.ids()).isEmpty();
    }

    @Test
    void aForkOfAMissingStreamIsRejectedAndAnExistingOneConfirmed() {
        assertThat(rejection(here.fork("fork", "source"))).isEqualTo(Reason.NOT_FOUND);
        here.create("source", "1").join();
        assertThat(here.fork("fork", "source").join().changed()).isTrue();
        assertThat(there.fork("fork", "source").join().changed()).isFalse();
    }

    @Test
    void aForkWhoseSourceIsDeletedMeanwhileIsRejected() {
        here.create("source", "1").join();
        HeldOperation transaction = new HeldOperation(Operation.TRANSACT);
        here.store().script(transaction);
        var fork = here.fork("fork", "source");
        transaction.awaitReached();
        there.delete("source").join();
        transaction.release();
        assertThat(rejection(fork)).isEqualTo(Reason.NOT_FOUND);
        assertThat(servers.memory.ids()).isEmpty();
    }

    @Test
    void aForkWithoutAnAnswerFromTheStoreFailsAsTheStoreDoes() {
        here.create("source", "1").join();
        here.store().script(operation -> {
            if (operation == Operation.FIND) {
                throw StoreException.unavailable("as if");
            }
        });
        assertThat(failure(here.fork("fork", "source"))).isInstanceOf(StoreException.class);
        assertThat(servers.memory.ids()).containsExactly("source");
    }

    @Test
    void aStreamThatIsCreatedAgainElsewhereHasAnotherIncarnation() {
        for (int i = 0; i < 50; i++) {
            here.create("source" + i, "").join();
            long fork = there.fork("a", "source" + i).join().offsets().incarnation();
            there.delete("a").join();
            assertThat(here.create("a", "").join().offsets().incarnation()).isNotEqualTo(fork);
            here.delete("a").join();
        }
    }

    @Test
    void bothServersKeepTheLimitsOfStreamsAndForks() {
        EngineLimits limits = new EngineLimits(3, 1, ServerOptions.PRODUCER_MAX_AGE, 100);
        try (TwoServers small = new TwoServers(new SharedMemory(), Retention.EVERYTHING, limits, 1)) {
            small.here.create("a", "").join();
            small.there.fork("b", "a").join();
            assertThat(rejection(small.here.fork("too deep", "b"))).isEqualTo(Reason.CONFLICT);
            small.here.create("c", "").join();
            // A server counts the streams of the other one in its sweeps.
            small.here.sweep();
            assertThat(rejection(small.here.create("d", ""))).isEqualTo(Reason.LIMIT_REACHED);
            small.there.sweep();
            assertThat(rejection(small.there.create("d", ""))).isEqualTo(Reason.LIMIT_REACHED);
            assertThat(small.there.create("c", "").join().changed()).isFalse();
            small.there.delete("c").join();
            assertThat(small.there.create("d", "").join().changed()).isTrue();
        }
    }
}
