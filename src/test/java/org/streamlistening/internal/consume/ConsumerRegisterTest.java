package org.streamlistening.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.consume.state.ConsumerStateCodec;

class ConsumerRegisterTest {

    private static final Duration TERM = Duration.ofNanos(1200);
    private static final ConsumerState INITIAL = ConsumerState.initial("orders", StreamPosition.BEGINNING);

    private final Store store = new Store();
    private final ConsumerRegister first = register("first");
    private final ConsumerRegister second = register("second");
    private long now;

    private ConsumerRegister register(String run) {
        return new ConsumerRegister("audit", run, store, TERM, () -> now, INITIAL);
    }

    @Test
    void claimsNothingBeforeItHasRead() {
        now = 5000;
        assertThat(first.canClaim()).isFalse();
        first.refresh();
        assertThat(first.canClaim()).isTrue();
        assertThat(first.known()).isEqualTo(INITIAL);
    }

    @Test
    void oneOfTwoClaims() {
        first.refresh();
        second.refresh();
        assertThat(first.claim(first.known())).isTrue();
        assertThat(second.claim(second.known())).isFalse();
        second.refresh();
        assertThat(first.mayDeliver()).isTrue();
        assertThat(second.isOwned()).isFalse();
        assertThat(second.canClaim()).isFalse();
        assertThat(second.known().owner()).isEqualTo("first");
    }

    @Test
    void theOwnerDoesNotReadWhatItKnows() {
        claim(first);
        int reads = store.reads;
        first.refresh();
        assertThat(store.reads).isEqualTo(reads);
    }

    @Test
    void aStoreThatRejectsWritesWithoutReasonHasFailed() {
        first.refresh();
        store.rejectsAll = true;
        assertThat(first.claim(first.known())).isFalse();
        // Without this failure the consumer would read and write again and again, without a pause.
        assertThatThrownBy(first::refresh).hasMessageContaining("version 0");
        store.rejectsAll = false;
        first.refresh();
        assertThat(first.claim(first.known())).isTrue();
    }

    @Test
    void theLeaseCountsFromTheSending() {
        first.refresh();
        store.takes = 500;
        assertThat(first.claim(first.known())).isTrue();
        now = 899;
        assertThat(first.mayDeliver()).isTrue();
        now = 900;
        assertThat(first.mayDeliver()).isFalse();
    }

    @Test
    void aClaimWhoseResponseWasLostMustBeRenewedFirst() {
        first.refresh();
        store.losesResponse = true;
        assertThatThrownBy(() -> first.claim(first.known())).hasMessage("lost");
        assertThat(first.isOwned()).isFalse();
        first.refresh();
        assertThat(first.isOwned()).isTrue();
        assertThat(first.mayDeliver()).isFalse();
        assertThat(first.mustRenew()).isTrue();
        assertThat(first.write(first.known())).isTrue();
        assertThat(first.mayDeliver()).isTrue();
    }

    @Test
    void aLostWriteDoesNotEndTheLease() {
        claim(first);
        store.losesRequest = true;
        now = 400;
        assertThatThrownBy(() -> first.write(first.known())).hasMessage("lost");
        assertThat(first.mayDeliver()).isTrue();
        first.refresh();
        now = 899;
        assertThat(first.mayDeliver()).isTrue();
        now = 900;
        assertThat(first.mayDeliver()).isFalse();
        assertThat(first.write(first.known())).isTrue();
        assertThat(first.mayDeliver()).isTrue();
    }

    @Test
    void readsAgainAfterAnUncertainWrite() {
        claim(first);
        store.losesResponse = true;
        ConsumerState at = first.known().at(StreamPosition.at(Offset.of("7")));
        assertThatThrownBy(() -> first.write(at)).hasMessage("lost");
        assertThat(first.known().position()).isEqualTo(StreamPosition.BEGINNING);
        first.refresh();
        assertThat(first.known().position()).isEqualTo(at.position());
        assertThat(first.write(first.known())).isTrue();
    }

    @Test
    void aCommandOfAnotherServerEndsNoLease() {
        claim(first);
        now = 300;
        second.refresh();
        assertThat(second.write(second.known().pause())).isTrue();
        assertThat(second.isOwned()).isFalse();
        assertThat(first.write(first.known())).isFalse();
        first.refresh();
        assertThat(first.known().paused()).isTrue();
        now = 899;
        assertThat(first.mayDeliver()).isTrue();
    }

    @Test
    void commandsKeepNoDeadOwnerAlive() {
        claim(first);
        second.refresh();
        for (now = 300; now < 1200; now += 300) {
            second.refresh();
            assertThat(second.write(second.known().resume())).isTrue();
            assertThat(second.canClaim()).isFalse();
        }
        second.refresh();
        assertThat(second.canClaim()).isTrue();
    }

    @Test
    void anotherServerClaimsWhatTheOwnerLeft() {
        claim(first);
        second.refresh();
        now = 1200;
        second.refresh();
        claim(second);
        assertThat(first.mayDeliver()).isFalse();
        assertThat(first.write(first.known())).isFalse();
        first.refresh();
        assertThat(first.isOwned()).isFalse();
    }

    @Test
    void aReleasedRegisterIsClaimedAtOnce() {
        claim(first);
        assertThat(first.write(first.known().released())).isTrue();
        assertThat(first.isOwned()).isFalse();
        assertThat(first.mayDeliver()).isFalse();
        second.refresh();
        claim(second);
    }

    @Test
    void aServerTakesALateWriteOfItselfForNoLease() {
        claim(first);
        store.late = true;
        assertThatThrownBy(() -> first.write(first.known())).hasMessage("lost");
        first.refresh();
        store.arrive();
        assertThat(first.write(first.known())).isFalse();
        first.refresh();
        assertThat(first.isOwned()).isTrue();
        assertThat(first.mayDeliver()).isFalse();
        assertThat(first.write(first.known())).isTrue();
        assertThat(first.mayDeliver()).isTrue();
    }

    @Test
    void brokenContentIsAFailure() {
        store.content = "{";
        store.version = 3;
        assertThatThrownBy(first::refresh).isInstanceOf(RuntimeException.class);
        now = 5000;
        assertThat(first.canClaim()).isFalse();
        store.content = new ConsumerStateCodec().encode(INITIAL);
        first.refresh();
        claim(first);
    }

    private static void claim(ConsumerRegister register) {
        register.refresh();
        assertThat(register.canClaim()).isTrue();
        assertThat(register.claim(register.known())).isTrue();
    }

    /** Loses chosen requests and responses, once each. */
    private final class Store implements CheckpointStore {

        private long version;
        private String content = "";
        private int reads;
        private long takes;
        private boolean losesRequest;
        private boolean losesResponse;
        private boolean rejectsAll;
        private boolean late;
        private Runnable lateWrite = () -> {};

        @Override
        public Optional<Checkpoint> read(String consumer) {
            reads++;
            return version == 0 ? Optional.empty() : Optional.of(new Checkpoint(version, content));
        }

        @Override
        public boolean write(String consumer, long expectedVersion, String next) {
            now += takes;
            if (rejectsAll) {
                return false;
            }
            if (losesRequest || late) {
                lateWrite = late ? () -> replace(expectedVersion, next) : lateWrite;
                losesRequest = false;
                late = false;
                throw new IllegalStateException("lost");
            }
            boolean written = replace(expectedVersion, next);
            if (losesResponse) {
                losesResponse = false;
                throw new IllegalStateException("lost");
            }
            return written;
        }

        void arrive() {
            lateWrite.run();
        }

        private boolean replace(long expected, String next) {
            if (expected != version) {
                return false;
            }
            version++;
            content = next;
            return true;
        }
    }
}
