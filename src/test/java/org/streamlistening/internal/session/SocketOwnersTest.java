package org.streamlistening.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.session.OwnedSocket.End;
import org.streamlistening.internal.testkit.ManualExecutor;

/** The checks of sockets continue after every failure. */
class SocketOwnersTest {

    private final ManualExecutor clock = new ManualExecutor();
    private boolean timerRejects;
    private boolean checkFails;
    private int checks;

    private final SocketOwners owners = new SocketOwners((delay, task) -> {
        if (timerRejects) {
            throw new RejectedExecutionException("as the test wants it");
        }
        return clock.after(delay, task);
    });

    private final class Member implements SocketOwners.Member {

        @Override
        public String sessionKey() {
            return "key";
        }

        @Override
        public void end(End why) {
            // Not tested here.
        }

        @Override
        public void check() {
            checks++;
            if (checkFails) {
                throw new IllegalStateException("as the test wants it");
            }
        }
    }

    @Test
    void checksAfterTheTimerRejectedACheck() {
        timerRejects = true;
        assertThatThrownBy(() -> owners.add(new Member())).isInstanceOf(RejectedExecutionException.class);
        timerRejects = false;
        owners.add(new Member());
        clock.advance(Duration.ofSeconds(5));
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void checksAgainAfterACheckThatFailed() {
        owners.add(new Member());
        checkFails = true;
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(5))).isInstanceOf(IllegalStateException.class);
        checkFails = false;
        clock.advance(Duration.ofSeconds(5));
        assertThat(checks).isEqualTo(2);
    }
}
