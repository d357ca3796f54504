package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.engine.shared.TwoServers.failure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.store.StoreException;

/** Which appends go to the store together. The test runs the tasks. */
class AppendQueuesTest {

    private static final int MOST = 1000;
    private static final int MOST_BYTES = 1 << 20;
    private static final int WAITING_MEGABYTES = 256;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> transactions = new ArrayList<>();
    private boolean rejects;
    private final AppendQueues queues = new AppendQueues(this::execute, this::commit);

    private void execute(Runnable task) {
        if (rejects) {
            throw new RejectedExecutionException("as if");
        }
        tasks.add(task);
    }

    private void commit(String id, List<PendingAppend> appends) {
        transactions.add(id + appends.size());
    }

    private CompletableFuture<CommittedChange> append(String id, byte[] body) {
        return queues.append(id, new AppendRequest(Optional.of(SharedServer.TEXT), body, false, null, null));
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void appendsThatWaitGoTogetherByStream() {
        append("a", new byte[1]);
        append("b", new byte[1]);
        append("a", new byte[1]);
        assertThat(tasks).hasSize(2);
        runAll();
        assertThat(transactions).containsExactly("a2", "b1");
        append("a", new byte[1]);
        runAll();
        assertThat(transactions).endsWith("a1");
    }

    @Test
    void aTransactionHasTheMostRequestsAndTheRestFollows() {
        for (int i = 0; i <= MOST; i++) {
            append("a", new byte[0]);
        }
        append("b", new byte[0]);
        runAll();
        assertThat(transactions).containsExactly("a" + MOST, "b1", "a1");
    }

    @Test
    void aTransactionEndsWithTheAppendThatReachesTheMostBytes() {
        append("a", new byte[MOST_BYTES - 1]);
        append("a", new byte[1]);
        append("a", new byte[2 * MOST_BYTES]);
        append("a", new byte[1]);
        runAll();
        assertThat(transactions).containsExactly("a2", "a1", "a1");
    }

    @Test
    void moreBytesThanMayWaitAreRejectedUntilSomeAreOnTheirWay() {
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < WAITING_MEGABYTES; i++) {
            append("a", megabyte);
        }
        append("b", new byte[0]);
        assertThatThrownBy(() -> append("b", new byte[1])).isInstanceOf(StoreException.class);
        tasks.remove().run();
        append("b", megabyte);
        assertThatThrownBy(() -> append("c", new byte[1])).isInstanceOf(StoreException.class);
        runAll();
        append("c", megabyte);
        runAll();
        assertThat(transactions).hasSize(WAITING_MEGABYTES + 2).endsWith("c1");
    }

    @Test
    void withoutAWorkerAllAppendsOfTheStreamFailAndWaitNoLonger() {
        append("a", new byte[1]);
        rejects = true;
        CompletableFuture<CommittedChange> second = append("b", new byte[1]);
        assertThat(failure(second)).isInstanceOf(RejectedExecutionException.class);
        for (int i = 0; i <= MOST; i++) {
            second = append("a", new byte[0]);
        }
        runAll();
        assertThat(failure(second)).isInstanceOf(RejectedExecutionException.class);
        rejects = false;
        append("a", new byte[1]);
        append("b", new byte[1]);
        runAll();
        assertThat(transactions).containsExactly("a" + MOST, "a1", "b1");
    }
}
