package org.streamlistening.internal.session.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.ownership.NoticeSubscription;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/** A session that ends while its listener is claimed from another server. */
class OwnershipClaimTest {

    private static final Timer NEVER = (delay, task) -> () -> {};
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);

    private final List<String> appended = new ArrayList<>();
    private final Handover handover =
            new Handover(appended::addAll, Runnable::run, NEVER, Duration.ofSeconds(5), BACKOFF);
    private final OwnershipClaim claim = new OwnershipClaim(new SessionStreamListener("", "", "home"), null, handover);

    /** Makes this server receive the claims of others, which it must do before its own claim. */
    private void live() {
        NoticeSubscription.Source none = new NoticeSubscription.Source() {
            @Override
            public void read(Offset from) {}

            @Override
            public void createIfMissing() {}
        };
        new NoticeSubscription(handover, none, Runnable::run, NEVER, BACKOFF)
                .notifyOf(
                        new StreamStatusChanged(
                                "", "", "handover", Offset.NOW, StreamStatus.CONNECTING, StreamStatus.LIVE, null),
                        DeliveryToken.alwaysCurrent());
    }

    @Test
    void claimsAListener() {
        claim.claim(true);
        live();
        assertThat(appended).hasSize(1);
    }

    @Test
    void aClaimAfterTheEndIsWithdrawn() {
        claim.end();
        claim.claim(true);
        live();
        assertThat(appended).isEmpty();
    }
}
