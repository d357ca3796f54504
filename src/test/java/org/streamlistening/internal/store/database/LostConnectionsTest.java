package org.streamlistening.internal.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.store.database.TestChanges.append;
import static org.streamlistening.internal.store.database.TestChanges.appended;
import static org.streamlistening.internal.store.database.TestChanges.create;
import static org.streamlistening.internal.store.database.TestChanges.created;
import static org.streamlistening.internal.store.database.TestChanges.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.Logged;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreException.Reason;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.database.FaultyDatabase.Fault;

@ParameterizedClass
@EnumSource
class LostConnectionsTest {

    /** The points of an append: connection, lock, write, commit. */
    private static final int COMMIT_ON_POSTGRES = 3;

    @Parameter
    TestDatabase kind;

    private final String prefix = TestDatabase.newPrefix();
    private final ManualClock clock = new ManualClock();
    private final List<String> changed = new ArrayList<>();
    private final Logged logged = Logged.information();
    private FaultyDatabase database;
    private DatabaseStore store;

    @BeforeEach
    void open() {
        database = new FaultyDatabase(kind.source());
        store = new DatabaseStore(database.source(), prefix, true, changed::add, clock);
        create(store, created(7, "a", "one"));
        database.failsAt(Map.of());
    }

    @AfterEach
    void noConnectionIsLeft() {
        logged.close();
        assertThat(database.open()).isZero();
    }

    private int commit() {
        append(store, "a", "two");
        return database.points() - 1;
    }

    @Test
    void anAppendIsThreeStatementsOnPostgres() {
        if (kind == TestDatabase.POSTGRES) {
            assertThat(commit()).isEqualTo(COMMIT_ON_POSTGRES);
        }
    }

    @Test
    void anOutcomeThatCannotBeAskedForIsUnknown() {
        int commit = commit();
        for (Fault fault : List.of(Fault.LOST_BEFORE, Fault.LOST_AFTER)) {
            database.failsAt(Map.of(commit, fault));
            database.failsAfter(commit);
            assertReason(Reason.UNKNOWN_OUTCOME, () -> append(store, "a", "three"));
            assertThat(store.health()).isEqualTo(StoreHealth.REJECTING);
            database.setDown(false);
            database.failsAt(Map.of());
            assertThat(text(store, "a")).isEqualTo(fault == Fault.LOST_BEFORE ? "onetwo" : "onetwothree");
        }
        assertThat(changed).containsExactly("a", "a");
        assertLogged(2);
    }

    @Test
    void anOutcomeIsFoundWhenTheDatabaseIsBackInTime() {
        int commit = commit();
        database.failsAt(Map.of(commit, Fault.LOST_AFTER));
        database.failsAfter(commit);
        clock.onPause = () -> database.setDown(false);
        append(store, "a", "three");
        assertThat(text(store, "a")).isEqualTo("onetwothree");
        assertThat(changed).containsExactly("a", "a", "a");
        assertThat(logged.sentences()).isEmpty();
    }

    @Test
    void anOutageIsLoggedOnceAtItsBeginningAndItsEnd() {
        database.setDown(true);
        for (int i = 0; i < 3; i++) {
            assertReason(Reason.UNAVAILABLE, () -> append(store, "a", "two"));
            assertReason(Reason.UNAVAILABLE, () -> store.find("a"));
            assertThat(store.health()).isEqualTo(StoreHealth.REJECTING);
        }
        clock.pause(5_000);
        database.setDown(false);
        append(store, "a", "two");
        append(store, "a", "three");
        assertThat(store.health()).isEqualTo(StoreHealth.WRITABLE);
        assertLogged(1);
        assertThat(logged.sentences().get(1)).endsWith("after 5s");
    }

    @Test
    void connectionsThatWereLostInThePoolAreReplaced() {
        database.failsAt(Map.of(1, Fault.LOST_BEFORE, 3, Fault.LOST_BEFORE, 5, Fault.LOST_AFTER));
        append(store, "a", "two");
        assertThat(text(store, "a")).isEqualTo("onetwo");
        assertThat(logged.sentences()).isEmpty();
    }

    @Test
    void aConflictThatLastsIsGivenUp() {
        Map<Integer, Fault> always = new HashMap<>();
        for (int point = 1; point < 10_000; point += 2) {
            always.put(point, Fault.CONFLICT);
        }
        database.failsAt(always);
        long begin = clock.nanoTime();
        assertReason(Reason.UNAVAILABLE, () -> append(store, "a", "two"));
        assertThat(clock.nanoTime() - begin).isBetween(10_000_000_000L, 10_500_000_000L);
        database.failsAt(Map.of());
        assertThat(text(store, "a")).isEqualTo("one");
        assertThat(store.health()).isEqualTo(StoreHealth.WRITABLE);
        assertThat(logged.sentences()).isEmpty();
    }

    /** Two servers append the same bytes to the same position: each one finds its own. */
    @Test
    void theSameBytesOfAnotherServerAreNoEvidence() {
        int commit = commit();
        database.failsAt(Map.of(commit, Fault.LOST_BEFORE));
        DatabaseStore other = otherStore();
        database.beforeNextConnection(1, () -> append(other, "a", "same"));
        append(store, "a", "same");
        assertThat(text(store, "a")).isEqualTo("onetwosamesame");
    }

    private DatabaseStore otherStore() {
        return new DatabaseStore(kind.source(), prefix, false, id -> {}, clock);
    }

    @Test
    void workThatGoesOnAfterAFailureIsNotCommitted() {
        database.failsAt(Map.of(1, Fault.LOST_BEFORE));
        List<Integer> runs = new ArrayList<>();
        store.transact(transaction -> {
            runs.add(1);
            ignoresFailure(transaction);
            return "";
        });
        assertThat(runs).as("repeated, since the failure was not lost").hasSize(2);
    }

    private static void ignoresFailure(SharedTransaction transaction) {
        try {
            transaction
                    .lock("a")
                    .ifPresent(stream -> transaction.append(stream, List.of(appended(stream.number(), "x"))));
        } catch (RuntimeException ignored) {
            // As a faulty caller does.
        }
    }

    private void assertLogged(int outages) {
        assertThat(logged.sentences()).hasSize(2 * outages);
        for (int i = 0; i < outages; i++) {
            assertThat(logged.sentences().get(2 * i)).startsWith("DS-063");
            assertThat(logged.sentences().get(2 * i + 1)).contains("can be used again");
        }
    }

    private static void assertReason(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason));
    }
}
