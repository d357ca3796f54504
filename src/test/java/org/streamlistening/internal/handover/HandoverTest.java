package org.streamlistening.internal.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.listen.Progress;

/** Servers that agree over a stream who has a listener. Each hears the stream when the test lets it. */
class HandoverTest {

    private static final String KEY = "the key of the session";
    private static final Progress PLACE = new Progress(new StreamPosition(Offset.of("7"), 2), 1);

    private final List<String> stream = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();

    /** One server. */
    private final class Node implements Handover.Claimant {

        final Handover handover = new Handover(stream::add, Runnable::run, this::timer, Duration.ofSeconds(5));
        final List<String> happened = new ArrayList<>();
        private int heard;

        private Runnable timer(Duration delay, Runnable task) {
            timers.add(task);
            return () -> timers.remove(task);
        }

        Node live() {
            handover.tell(
                    new StreamStatusChanged("", "", "", Offset.NOW, StreamStatus.CONNECTING, StreamStatus.LIVE, null),
                    () -> true);
            return this;
        }

        boolean hearsOne() {
            if (heard == stream.size()) {
                return false;
            }
            handover.tell(StreamMessage.of(stream.get(heard++), "application/json"), () -> true);
            return true;
        }

        void hearsAll() {
            while (hearsOne()) {
                // Each may bring the next.
            }
        }

        @Override
        public void won(Optional<Progress> place) {
            happened.add("won "
                    + place.map(
                            at -> at.delivered().offset() + "+" + at.delivered().skip()));
        }

        @Override
        public void lost() {
            happened.add("lost");
        }
    }

    private void timePasses() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void goesOnExactlyWhereTheOtherServerLetGo() {
        Node old = new Node().live();
        Node next = new Node().live();
        List<Long> asked = new ArrayList<>();
        old.handover.own(KEY, epoch -> {
            asked.add(epoch);
            return Optional.of(PLACE);
        });
        next.handover.claim(KEY, 2, next);
        old.hearsAll();
        assertThat(next.happened).isEmpty();
        next.hearsAll();
        assertThat(asked).containsExactly(2L);
        assertThat(next.happened).containsExactly("won Optional[7+2]");
        timePasses();
        assertThat(next.happened).hasSize(1);
    }

    @Test
    void goesOnByItselfWhenNobodyAnswers() {
        Node next = new Node().live();
        next.handover.claim(KEY, 2, next);
        next.hearsAll();
        assertThat(next.happened).isEmpty();
        timePasses();
        assertThat(next.happened).containsExactly("won Optional.empty");
    }

    @Test
    void asksOnlyOnceItWouldHearTheAnswer() {
        Node next = new Node();
        next.handover.claim(KEY, 2, next);
        assertThat(stream).isEmpty();
        next.live();
        assertThat(stream).hasSize(1);
    }

    @Test
    void whoLetGoIsNotAskedAgain() {
        Node old = new Node().live();
        List<Long> asked = new ArrayList<>();
        old.handover.own(KEY, epoch -> {
            asked.add(epoch);
            return Optional.of(PLACE);
        });
        Node next = new Node().live();
        next.handover.claim(KEY, 2, next);
        next.handover.claim(KEY, 3, next);
        old.hearsAll();
        assertThat(asked).containsExactly(2L);
    }

    @Test
    void ofTwoServersThatClaimTheSameOnlyTheFirstWins() {
        Node old = new Node().live();
        old.handover.own(KEY, epoch -> Optional.of(PLACE));
        Node first = new Node().live();
        Node second = new Node().live();
        first.handover.claim(KEY, 2, first);
        second.handover.claim(KEY, 2, second);
        old.hearsAll();
        second.hearsAll();
        first.hearsAll();
        timePasses();
        assertThat(first.happened).containsExactly("won Optional[7+2]");
        assertThat(second.happened).containsExactly("lost");
    }

    @Test
    void doesNotMindWhatOthersWrite() {
        Node old = new Node().live();
        old.handover.own(KEY, epoch -> Optional.of(PLACE));
        stream.addAll(
                List.of("7", "{}", "{\"kind\":\"CLAIM\"}", "{\"kind\":\"STEAL\",\"listener\":\"x\",\"epoch\":1}"));
        old.hearsAll();
        assertThat(stream).hasSize(4);
    }

    @Test
    void theStreamDoesNotTellTheKey() {
        Node next = new Node().live();
        next.handover.claim(KEY, 2, next);
        assertThat(stream.get(0)).doesNotContain(KEY);
    }

    /** The listener in one session, as its copies on several servers have it. */
    private final class Copies {

        final List<Copy> copies = new ArrayList<>();
        long latest = 1;

        final class Copy implements Handover.Owner, Handover.Claimant {
            final Node node = new Node().live();
            long epoch;
            boolean delivers;
            boolean claims;

            /** A request of the session comes to this server: the session is a copy of the latest state. */
            void request() {
                if (!delivers && !claims) {
                    claims = true;
                    epoch = ++latest;
                    node.handover.claim(KEY, epoch, this);
                }
            }

            @Override
            public Optional<Progress> letGo(long claimed) {
                if (!delivers || claimed <= epoch) {
                    return Optional.empty();
                }
                delivers = false;
                return Optional.of(PLACE);
            }

            @Override
            public void won(Optional<Progress> place) {
                claims = false;
                delivers = true;
                node.handover.own(KEY, this);
                assertThat(copies.stream().filter(copy -> copy.delivers)).hasSize(1);
            }

            @Override
            public void lost() {
                claims = false;
            }
        }
    }

    @Property(tries = 2_000)
    void whateverTheOrderOnlyOneDelivers(
            @ForAll @IntRange(min = 2, max = 4) int servers,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 9) Integer> acts,
            @ForAll long seed) {
        stream.clear();
        timers.clear();
        Random random = new Random(seed);
        Copies copies = new Copies();
        for (int i = 0; i < servers; i++) {
            copies.copies.add(copies.new Copy());
        }
        Copies.Copy first = copies.copies.get(0);
        first.epoch = 1;
        first.delivers = true;
        first.node.handover.own(KEY, first);
        for (int act : acts) {
            Copies.Copy one = copies.copies.get(random.nextInt(servers));
            if (act < 2) {
                one.request();
            } else {
                one.node.hearsOne();
            }
        }
        // Nobody died, so that somebody has it in the end, or has asked for it and been heard.
        for (int i = 0; i < acts.size() + 2; i++) {
            copies.copies.forEach(copy -> copy.node.hearsAll());
        }
        assertThat(copies.copies.stream().filter(copy -> copy.delivers || copy.claims))
                .isNotEmpty();
    }
}
