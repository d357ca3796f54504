package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.Logged;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.StreamData;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.deliver.DeliveryTransactions;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.DeliveryUnavailableException;
import org.streamlistening.internal.listen.delivery.NotCommittedException;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** Transactions of deliveries fail, because there are none now, or because this one cannot be committed. */
@Timeout(30)
class FailingTransactionsTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));

    private final ManualExecutor steps = new ManualExecutor();
    private final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final ResolvedObservers observers = new ResolvedObservers();
    private final List<String> received = new ArrayList<>();
    private final List<String> letters = new ArrayList<>();
    private final ScriptedTransactions transactions = new ScriptedTransactions();
    private final ListenerStateMachine listener = new ListenerStateMachine(
            "audit",
            "key",
            ListenerSnapshot.NOTHING,
            new Tails(server, steps, steps, backoff),
            steps,
            new ListenerLimits(2, backoff),
            new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, observers.forListener(transactions)),
            (failure, done) -> {
                failure.messages()
                        .forEach(message -> letters.add(message.message().text() + " of " + failure.observer()));
                done.accept(null);
            });

    /** Fail as often as a test says. */
    private static final class ScriptedTransactions implements DeliveryTransactions {

        int unavailable;
        int notCommitted;

        @Override
        public boolean areUsed() {
            return true;
        }

        @Override
        public boolean run(Subject subject, BooleanSupplier notification) {
            if (unavailable > 0) {
                unavailable--;
                throw new DeliveryUnavailableException("as scripted", new IllegalStateException());
            }
            boolean all = notification.getAsBoolean();
            if (notCommitted > 0) {
                notCommitted--;
                throw new NotCommittedException("as scripted", new IllegalStateException());
            }
            return all;
        }
    }

    private void listen(ObserverFailurePolicy policy) {
        server.respondsWith("2", "a", "b");
        Policies policies =
                new Policies(policy, UndecodablePolicy.STOP, HistoryGonePolicy.FAIL, MissingStreamPolicy.FAIL);
        listener.listen(S, policies, null);
        steps.run();
    }

    private void observe() {
        observers.observe(StreamMessage.class, message -> received.add("1" + message.text()));
        observers.observe(StreamMessage.class, message -> received.add("2" + message.text()));
        observers.observe(DeliveryFailed.class, failed -> received.add(failed.consequence() + "" + failed.attempt()));
    }

    @ParameterizedTest
    @EnumSource
    void withoutTransactionsNoPolicyAppliesAndTheMessageComesLater(ObserverFailurePolicy policy) {
        observe();
        transactions.unavailable = 10;
        try (Logged logged = Logged.warnings()) {
            listen(policy);
            assertThat(listener.status()).isEqualTo(StreamStatus.RETRYING);
            // Each pause is half of 100, 200, 400 ms and so on: the fourth attempt follows after 350 ms.
            steps.advance(Duration.ofMillis(349));
            assertThat(transactions.unavailable).isEqualTo(7);
            steps.advance(Duration.ofMillis(1));
            assertThat(transactions.unavailable).isEqualTo(6);
            assertThat(received).isEmpty();
            steps.advance(Duration.ofHours(1));
            assertThat(logged.everything()).containsOnlyOnce("DS-051");
        }
        assertThat(received).containsExactly("1a", "2a", "1b", "2b");
        assertThat(letters).isEmpty();
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @Test
    void anOutageDoesNotCountAsRetriesOfAnObserver() {
        observe();
        transactions.unavailable = 10;
        transactions.notCommitted = 2;
        listen(ObserverFailurePolicy.RETRY);
        steps.advance(Duration.ofHours(1));
        assertThat(received)
                .startsWith("1a", "2a", "RETRIED1")
                .contains("RETRIED2")
                .endsWith("1b", "2b");
        assertThat(listener.status()).isEqualTo(StreamStatus.LIVE);
    }

    @Test
    void aTransactionThatFailsAtTheCommitIsRepeatedUnderEachPolicy() {
        observe();
        transactions.notCommitted = 2;
        listen(ObserverFailurePolicy.SKIP);
        steps.advance(Duration.ofHours(1));
        assertThat(received).containsExactly("1a", "2a", "RETRIED1", "1a", "2a", "RETRIED2", "1a", "2a", "1b", "2b");
    }

    @Test
    void aTransactionThatIsNeverCommittedIsSkippedAfterItsRetries() {
        observe();
        transactions.notCommitted = 3;
        listen(ObserverFailurePolicy.SKIP);
        steps.advance(Duration.ofHours(1));
        assertThat(received).endsWith("1a", "2a", "SKIPPED3", "1b", "2b");
    }

    @Test
    void eachMessageOfABatchThatIsNeverCommittedHasALetter() {
        observers.observe(StreamData.class, data -> received.add("all"));
        transactions.notCommitted = 3;
        listen(ObserverFailurePolicy.DEAD_LETTER);
        steps.advance(Duration.ofHours(1));
        assertThat(letters).containsExactly("a of null", "b of null");
    }
}
