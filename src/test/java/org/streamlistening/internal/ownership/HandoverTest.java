package org.streamlistening.internal.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.threads.Backoff;

/**
 * Servers that agree over a stream on the owner of a listener. Each reads the stream and runs its tasks step by step.
 */
class HandoverTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> 0.5);

    private static final String KEY = SimulatedServer.KEY;

    private final List<String> stream = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private boolean rejects;

    /** One server. */
    private final class Node extends SimulatedServer {

        private final List<Runnable> work = new ArrayList<>();
        final Handover handover = new Handover(this::write, this::work, this::timer, Duration.ofSeconds(5), BACKOFF);
        private int received;
        private boolean noThread;
        private boolean noTimer;

        @Override
        Handover handover() {
            return handover;
        }

        private void write(List<String> notices) {
            if (rejects) {
                throw new StreamException(
                        "not now", "cluster/handover", 0, true, null, new IllegalStateException("Bearer secret"));
            }
            stream.addAll(notices);
        }

        private void work(Runnable task) {
            reject(noThread);
            work.add(task);
        }

        private void reject(boolean rejected) {
            if (rejected) {
                throw new RejectedExecutionException("as the test wants it");
            }
        }

        private Runnable timer(Duration delay, Runnable task) {
            reject(noTimer);
            timers.add(task);
            return () -> timers.remove(task);
        }

        Node live() {
            handover.open();
            return this;
        }

        boolean works(Random random) {
            if (work.isEmpty()) {
                return false;
            }
            work.remove(random.nextInt(work.size())).run();
            return true;
        }

        void appends() {
            work.remove(0).run();
        }

        boolean receivesOne() {
            if (received == stream.size()) {
                return false;
            }
            handover.receive(StreamMessage.of(stream.get(received++), "application/json"));
            return true;
        }

        void receivesAll() {
            do {
                while (!work.isEmpty()) {
                    work.remove(0).run();
                }
            } while (receivesOne() || !work.isEmpty());
        }
    }

    private void timePasses() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void winsWhenThePreviousOwnerReleases() {
        Node old = new Node().live();
        ListenerCopy had = old.createSession();
        Node next = new Node().live();
        ListenerCopy here = next.request();
        next.receivesAll();
        assertThat(here.happened).isEmpty();
        old.receivesAll();
        assertThat(had.happened).containsExactly("released");
        next.receivesAll();
        assertThat(here.happened).containsExactly("won");
        timePasses();
        next.receivesAll();
        assertThat(here.happened).hasSize(1);
    }

    @Test
    void winsAfterTheTimeoutWhenNoOwnerResponds() {
        Node next = new Node().live();
        ListenerCopy here = next.request();
        next.receivesAll();
        assertThat(here.happened).isEmpty();
        timePasses();
        next.receivesAll();
        assertThat(here.happened).containsExactly("won");
    }

    @Test
    void claimsOnlyAfterItReceivesNotices() {
        Node next = new Node();
        next.request();
        next.receivesAll();
        assertThat(stream).isEmpty();
        next.live().receivesAll();
        assertThat(stream).hasSize(1);
    }

    @Test
    void doesNotWinAClaimThatCannotBeAppended() {
        Node old = new Node().live();
        ListenerCopy had = old.createSession();
        Node next = new Node().live();
        rejects = true;
        ListenerCopy here = next.request();
        next.receivesAll();
        timePasses();
        next.receivesAll();
        assertThat(here.happened).as("the claim is not in the stream").isEmpty();
        rejects = false;
        timePasses();
        next.receivesAll();
        old.receivesAll();
        next.receivesAll();
        assertThat(had.happened).containsExactly("released");
        assertThat(here.happened).containsExactly("won");
    }

    @Test
    void logsAFailedAppendWithoutItsCause() {
        Node next = new Node().live();
        rejects = true;
        try (Logged logged = Logged.warnings()) {
            next.request();
            next.receivesAll();
            assertThat(logged.sentences())
                    .singleElement()
                    .asString()
                    .startsWith("DS-035")
                    .endsWith("not now");
            timePasses();
            next.receivesAll();
            assertThat(logged.sentences()).as("one warning per change").hasSize(1);
            assertThat(logged.everything()).doesNotContain("secret");
        }
    }

    @Test
    void waitsForAReleaseFromTheMomentItsClaimIsInTheStream() {
        Node next = new Node().live();
        next.request();
        next.appends();
        assertThat(stream).hasSize(1);
        assertThat(timers).isEmpty();
        next.receivesAll();
        assertThat(timers).hasSize(1);
    }

    @Test
    void theLastOfTwoClaimsWins() {
        Node old = new Node().live();
        old.createSession();
        Node first = new Node().live();
        Node second = new Node().live();
        ListenerCopy atFirst = first.request();
        ListenerCopy atSecond = second.request();
        first.appends();
        second.appends();
        second.receivesAll();
        old.receivesAll();
        first.receivesAll();
        timePasses();
        first.receivesAll();
        second.receivesAll();
        assertThat(atFirst.happened).containsExactly("lost");
        assertThat(atSecond.happened).containsExactly("won");
    }

    @Test
    void theWinnerReleasesForTheNextClaim() {
        Node first = new Node().live();
        ListenerCopy atFirst = first.request();
        first.receivesAll();
        timePasses();
        first.receivesAll();
        Node second = new Node().live();
        ListenerCopy atSecond = second.request();
        second.receivesAll();
        first.receivesAll();
        second.receivesAll();
        assertThat(atFirst.happened).containsExactly("won", "released");
        assertThat(atSecond.happened).containsExactly("won");
    }

    @Test
    void anEndedListenerIsNeitherClaimedNorOwned() {
        Node old = new Node().live();
        ListenerCopy had = old.createSession();
        Node next = new Node().live();
        ListenerCopy here = next.request();
        next.receivesAll();
        next.handover.forget(KEY, here);
        old.handover.forget(KEY, had);
        old.receivesAll();
        next.receivesAll();
        timePasses();
        next.receivesAll();
        assertThat(had.happened).isEmpty();
        assertThat(here.happened).isEmpty();
    }

    @Test
    void anotherCopyOfTheSessionOnTheSameServerWins() {
        Node node = new Node().live();
        ListenerCopy older = node.request();
        ListenerCopy copy = new ListenerCopy();
        node.handover.claim(KEY, copy);
        node.receivesAll();
        timePasses();
        node.receivesAll();
        assertThat(older.happened).containsExactly("lost");
        assertThat(copy.happened).containsExactly("won");
    }

    @Test
    void ignoresMessagesThatAreNotNotices() {
        Node old = new Node().live();
        ListenerCopy had = old.createSession();
        stream.addAll(
                List.of("7", "{}", "{\"kind\":\"CLAIM\"}", "{\"kind\":\"STEAL\",\"listener\":\"x\",\"claim\":\"y\"}"));
        old.receivesAll();
        assertThat(stream).hasSize(4);
        assertThat(had.happened).isEmpty();
    }

    @Test
    void theStreamDoesNotContainTheKey() {
        Node next = new Node().live();
        next.request();
        next.receivesAll();
        assertThat(stream.get(0)).doesNotContain(KEY);
    }

    /** Servers receive notices late, run their tasks in any order, and have old copies of the session. */
    @Property(tries = 1_000)
    void inAnyOrderOnlyOneServerDelivers(
            @ForAll @IntRange(min = 2, max = 4) int servers,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 9) Integer> acts,
            @ForAll long seed) {
        stream.clear();
        timers.clear();
        Random random = new Random(seed);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            nodes.add(new Node().live());
        }
        List<ListenerCopy> copies = new ArrayList<>();
        copies.add(nodes.get(0).createSession());
        for (int act : acts) {
            Node one = nodes.get(random.nextInt(servers));
            switch (act) {
                case 0, 1 -> copies.add(one.request());
                case 2, 3, 4, 5 -> one.works(random);
                default -> one.receivesOne();
            }
            assertThat(copies.stream().distinct().filter(copy -> copy.delivers)).hasSizeLessThan(2);
        }
        for (int i = 0; i < acts.size() + 2; i++) {
            nodes.forEach(Node::receivesAll);
        }
        assertThat(copies.stream().distinct().filter(copy -> copy.delivers)).hasSizeLessThan(2);
        // No server died, so one of them owns the listener in the end, or has a claim in the stream.
        assertThat(nodes.stream().filter(node -> !node.copy.over)).isNotEmpty();
    }

    @Test
    void appendsLaterWhenThereIsNoThreadForIt() {
        Node next = new Node().live();
        next.noThread = true;
        next.request();
        assertThat(stream).isEmpty();
        next.noThread = false;
        timePasses();
        next.receivesAll();
        assertThat(stream).hasSize(1);
    }

    @Test
    void appendsLaterWhenThereIsNoThreadAfterAFailedAppend() {
        Node next = new Node().live();
        rejects = true;
        next.request();
        next.receivesAll();
        rejects = false;
        next.noThread = true;
        timePasses();
        next.noThread = false;
        timePasses();
        next.receivesAll();
        assertThat(stream).hasSize(1);
    }

    @Test
    void appendsWithTheNextNoticeWhenNeitherThreadNorTimerIsAvailable() {
        Node next = new Node().live();
        next.noThread = true;
        next.noTimer = true;
        assertThatThrownBy(next::request).isInstanceOf(RejectedExecutionException.class);
        next.noThread = false;
        next.noTimer = false;
        next.handover.claim("another key", new ListenerCopy());
        next.receivesAll();
        assertThat(stream).hasSize(2);
    }

    @Test
    void releasesLaterWhenThereIsNoThreadForIt() {
        Node old = new Node().live();
        ListenerCopy had = old.createSession();
        Node next = new Node().live();
        next.request();
        next.receivesAll();
        old.noThread = true;
        old.receivesOne();
        assertThat(had.delivers).isTrue();
        old.noThread = false;
        timePasses();
        old.receivesAll();
        assertThat(had.happened).containsExactly("released");
    }

    @Test
    void winsLaterWhenThereIsNoThreadForIt() {
        Node next = new Node().live();
        ListenerCopy here = next.request();
        next.receivesAll();
        next.noThread = true;
        timePasses();
        next.noThread = false;
        timePasses();
        next.receivesAll();
        assertThat(here.happened).containsExactly("won");
    }
}
