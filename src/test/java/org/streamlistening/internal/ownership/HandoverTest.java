package org.streamlistening.internal.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.threads.Backoff;

/** Servers that agree over a stream who has a listener. Each hears the stream, and does its work, when the test lets it. */
class HandoverTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> 0.5);

    private static final String KEY = SimulatedServer.KEY;

    private final List<String> stream = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private boolean refuses;

    /** One server. */
    private final class Node extends SimulatedServer {

        private final List<Runnable> work = new ArrayList<>();
        final Handover handover = new Handover(this::write, work::add, this::timer, Duration.ofSeconds(5), BACKOFF);
        private int heard;

        @Override
        Handover handover() {
            return handover;
        }

        private void write(List<String> notices) {
            if (refuses) {
                throw new StreamException(
                        "not now", "cluster/handover", 0, true, null, new IllegalStateException("Bearer secret"));
            }
            stream.addAll(notices);
        }

        private Runnable timer(Duration delay, Runnable task) {
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

        void asks() {
            work.remove(0).run();
        }

        boolean hearsOne() {
            if (heard == stream.size()) {
                return false;
            }
            handover.receive(StreamMessage.of(stream.get(heard++), "application/json"));
            return true;
        }

        void hearsAll() {
            do {
                while (!work.isEmpty()) {
                    work.remove(0).run();
                }
            } while (hearsOne() || !work.isEmpty());
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
        ListenerCopy had = old.makes();
        Node next = new Node().live();
        ListenerCopy here = next.request();
        next.hearsAll();
        assertThat(here.happened).isEmpty();
        old.hearsAll();
        assertThat(had.happened).containsExactly("released");
        next.hearsAll();
        assertThat(here.happened).containsExactly("won");
        timePasses();
        next.hearsAll();
        assertThat(here.happened).hasSize(1);
    }

    @Test
    void winsByItselfWhenNoOwnerResponses() {
        Node next = new Node().live();
        ListenerCopy here = next.request();
        next.hearsAll();
        assertThat(here.happened).isEmpty();
        timePasses();
        next.hearsAll();
        assertThat(here.happened).containsExactly("won");
    }

    @Test
    void claimsOnlyAfterItReceivesNotices() {
        Node next = new Node();
        next.request();
        next.hearsAll();
        assertThat(stream).isEmpty();
        next.live().hearsAll();
        assertThat(stream).hasSize(1);
    }

    @Test
    void doesNotWinAClaimThatCannotBeAppended() {
        Node old = new Node().live();
        ListenerCopy had = old.makes();
        Node next = new Node().live();
        refuses = true;
        ListenerCopy here = next.request();
        next.hearsAll();
        timePasses();
        next.hearsAll();
        assertThat(here.happened).as("nobody heard of the claim").isEmpty();
        refuses = false;
        timePasses();
        next.hearsAll();
        old.hearsAll();
        next.hearsAll();
        assertThat(had.happened).containsExactly("released");
        assertThat(here.happened).containsExactly("won");
    }

    @Test
    void logsAFailedAppendWithoutItsCause() {
        Node next = new Node().live();
        refuses = true;
        try (Logged logged = Logged.warnings()) {
            next.request();
            next.hearsAll();
            assertThat(logged.sentences())
                    .singleElement()
                    .asString()
                    .startsWith("DS-035")
                    .endsWith("not now");
            timePasses();
            next.hearsAll();
            assertThat(logged.sentences()).as("one warning per change").hasSize(1);
            assertThat(logged.everything()).doesNotContain("secret");
        }
    }

    @Test
    void waitsForAReleaseFromTheMomentItsClaimIsInTheStream() {
        Node next = new Node().live();
        next.request();
        next.asks();
        assertThat(stream).hasSize(1);
        assertThat(timers).isEmpty();
        next.hearsAll();
        assertThat(timers).hasSize(1);
    }

    @Test
    void theLastOfTwoClaimsWins() {
        Node old = new Node().live();
        old.makes();
        Node first = new Node().live();
        Node second = new Node().live();
        ListenerCopy atFirst = first.request();
        ListenerCopy atSecond = second.request();
        first.asks();
        second.asks();
        second.hearsAll();
        old.hearsAll();
        first.hearsAll();
        timePasses();
        first.hearsAll();
        second.hearsAll();
        assertThat(atFirst.happened).containsExactly("lost");
        assertThat(atSecond.happened).containsExactly("won");
    }

    @Test
    void theWinnerReleasesForTheNextClaim() {
        Node first = new Node().live();
        ListenerCopy atFirst = first.request();
        first.hearsAll();
        timePasses();
        first.hearsAll();
        Node second = new Node().live();
        ListenerCopy atSecond = second.request();
        second.hearsAll();
        first.hearsAll();
        second.hearsAll();
        assertThat(atFirst.happened).containsExactly("won", "released");
        assertThat(atSecond.happened).containsExactly("won");
    }

    @Test
    void anEndedListenerIsNeitherClaimedNorOwned() {
        Node old = new Node().live();
        ListenerCopy had = old.makes();
        Node next = new Node().live();
        ListenerCopy here = next.request();
        next.hearsAll();
        next.handover.forget(KEY, here);
        old.handover.forget(KEY, had);
        old.hearsAll();
        next.hearsAll();
        timePasses();
        next.hearsAll();
        assertThat(had.happened).isEmpty();
        assertThat(here.happened).isEmpty();
    }

    @Test
    void anotherCopyOfTheSessionOnTheSameServerWins() {
        Node node = new Node().live();
        ListenerCopy older = node.request();
        ListenerCopy copy = new ListenerCopy();
        node.handover.claim(KEY, copy);
        node.hearsAll();
        timePasses();
        node.hearsAll();
        assertThat(older.happened).containsExactly("lost");
        assertThat(copy.happened).containsExactly("won");
    }

    @Test
    void ignoresMessagesThatAreNoNotices() {
        Node old = new Node().live();
        ListenerCopy had = old.makes();
        stream.addAll(
                List.of("7", "{}", "{\"kind\":\"CLAIM\"}", "{\"kind\":\"STEAL\",\"listener\":\"x\",\"claim\":\"y\"}"));
        old.hearsAll();
        assertThat(stream).hasSize(4);
        assertThat(had.happened).isEmpty();
    }

    @Test
    void theStreamDoesNotContainTheKey() {
        Node next = new Node().live();
        next.request();
        next.hearsAll();
        assertThat(stream.get(0)).doesNotContain(KEY);
    }

    /** Servers hear late, do their work in any order, and have old copies of the session. */
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
        copies.add(nodes.get(0).makes());
        for (int act : acts) {
            Node one = nodes.get(random.nextInt(servers));
            switch (act) {
                case 0, 1 -> copies.add(one.request());
                case 2, 3, 4, 5 -> one.works(random);
                default -> one.hearsOne();
            }
            assertThat(copies.stream().distinct().filter(copy -> copy.delivers)).hasSizeLessThan(2);
        }
        for (int i = 0; i < acts.size() + 2; i++) {
            nodes.forEach(Node::hearsAll);
        }
        assertThat(copies.stream().distinct().filter(copy -> copy.delivers)).hasSizeLessThan(2);
        // Nobody died, so that somebody has it in the end, or has asked for it and been heard.
        assertThat(nodes.stream().filter(node -> !node.copy.over)).isNotEmpty();
    }
}
