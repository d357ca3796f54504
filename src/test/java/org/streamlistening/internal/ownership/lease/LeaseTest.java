package org.streamlistening.internal.ownership.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.internal.ownership.lease.Lease.Holder.NONE;
import static org.streamlistening.internal.ownership.lease.Lease.Holder.OTHER;
import static org.streamlistening.internal.ownership.lease.Lease.Holder.SELF;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {

    private static final Duration TERM = Duration.ofNanos(1200);

    @Test
    void claimsAtOnceWhatNobodyHas() {
        assertThat(unread(0).read(0, 0, NONE, 5).canClaim(5)).isTrue();
        assertThat(unread(0).read(7, 3, NONE, 5).canClaim(5)).isTrue();
    }

    @Test
    void claimsAfterTheHeartbeatWasTheSameForATerm() {
        Lease lease = unread(0).read(7, 3, OTHER, 100);
        assertThat(lease.canClaim(1299)).isFalse();
        assertThat(lease.canClaim(1300)).isTrue();
        assertThat(lease.read(7, 3, OTHER, 1250).canClaim(1300)).isTrue();
        assertThat(lease.read(8, 4, OTHER, 1250).canClaim(1300)).isFalse();
        assertThat(lease.read(8, 4, OTHER, 1250).canClaim(2450)).isTrue();
    }

    @Test
    void writesOfServersThatAreNotTheOwnerKeepNoDeadOwnerAlive() {
        Lease lease = unread(0).read(7, 3, OTHER, 100).read(8, 3, OTHER, 1200);
        assertThat(lease.canClaim(1300)).isTrue();
        assertThat(lease.version()).isEqualTo(8);
    }

    @Test
    void anotherOwnerHasAWholeTerm() {
        assertThat(unread(0).read(7, 3, NONE, 100).read(8, 3, OTHER, 1250).canClaim(1300))
                .isFalse();
    }

    @Test
    void claimsNothingBeforeItHasReadForATerm() {
        assertThat(unread(0).canClaim(1199)).isFalse();
    }

    @Test
    void theOwnerDoesNotClaim() {
        assertThat(unread(0).written(1, 1, 0).canClaim(5000)).isFalse();
        assertThat(unread(0).read(1, 1, SELF, 0).canClaim(5000)).isFalse();
    }

    @Test
    void renewsAfterASixthOfTheTerm() {
        Lease lease = unread(0).written(1, 1, 100);
        assertThat(lease.mustRenew(299)).isFalse();
        assertThat(lease.mustRenew(300)).isTrue();
        assertThat(lease.written(2, 2, 300).mustRenew(499)).isFalse();
    }

    @Test
    void actsForThreeQuartersOfTheTermAfterTheSending() {
        Lease lease = unread(0).written(1, 1, 100);
        assertThat(lease.mayAct(999)).isTrue();
        assertThat(lease.mayAct(1000)).isFalse();
        assertThat(lease.isOwner()).isTrue();
    }

    @Test
    void onlyTheOwnerActsAndRenews() {
        Lease standby = unread(0).read(7, 3, OTHER, 0);
        assertThat(standby.mayAct(0)).isFalse();
        assertThat(standby.mustRenew(5000)).isFalse();
        assertThat(standby.isOwner()).isFalse();
    }

    @Test
    void readingRenewsNothing() {
        Lease lease = unread(0).written(1, 1, 100);
        assertThat(lease.read(1, 1, SELF, 900)).isEqualTo(lease);
        assertThat(lease.read(2, 1, SELF, 900).mayAct(999)).isTrue();
        assertThat(lease.read(2, 1, SELF, 900).mayAct(1000)).isFalse();
    }

    @Test
    void writesBeforeItActsAfterAHeartbeatWhoseSendingItDoesNotKnow() {
        Lease lease = unread(0).written(1, 1, 100).read(2, 2, SELF, 200);
        assertThat(lease.mayAct(200)).isFalse();
        assertThat(lease.mustRenew(200)).isTrue();
        assertThat(unread(0).read(7, 3, SELF, 0).mayAct(0)).isFalse();
    }

    /** The times of {@link System#nanoTime} have any origin, and can overflow. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -500, 0, Long.MAX_VALUE - 500, Long.MAX_VALUE})
    void worksWithAnyOriginOfTheClock(long origin) {
        Lease owner = unread(origin).written(1, 1, origin);
        assertThat(owner.mayAct(origin + 899)).isTrue();
        assertThat(owner.mayAct(origin + 900)).isFalse();
        assertThat(owner.mustRenew(origin + 199)).isFalse();
        assertThat(owner.mustRenew(origin + 200)).isTrue();
        assertThat(owner.read(2, 2, SELF, origin).mayAct(origin)).isFalse();
        Lease standby = unread(origin).read(7, 3, OTHER, origin);
        assertThat(standby.canClaim(origin + 1199)).isFalse();
        assertThat(standby.canClaim(origin + 1200)).isTrue();
    }

    /** When another server claims, the owner has stopped for a quarter of the term, whatever the store does. */
    @Test
    void theOwnerHasStoppedWhenAnotherServerClaims() {
        long sent = 0;
        long seenByOther = sent;
        long claimed = seenByOther + TERM.toNanos();
        assertThat(unread(0).read(1, 1, OTHER, seenByOther).canClaim(claimed)).isTrue();
        assertThat(unread(0).written(1, 1, sent).mayAct(claimed - TERM.toNanos() / 4))
                .isFalse();
    }

    private static Lease unread(long now) {
        return Lease.unread(TERM, now);
    }
}
