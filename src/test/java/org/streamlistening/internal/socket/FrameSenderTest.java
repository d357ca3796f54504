package org.streamlistening.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.LimitedExecutor;
import org.streamlistening.websocket.ScriptedSession;

/**
 * Closing a connection waits for the frame in transmission: a browser that receives nothing occupies a thread
 * meanwhile.
 */
class FrameSenderTest {

    private static final CloseReason REASON = new CloseReason(CloseCodes.TRY_AGAIN_LATER, "why");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ManualExecutor time = new ManualExecutor();
    private final List<Runnable> closing = new ArrayList<>();
    private final LimitedExecutor stalledCloses = new LimitedExecutor(closing::add, 2);
    private final List<ScriptedSession> browsers = new ArrayList<>();

    @Test
    void closesAFewStalledConnectionsAtATime() {
        for (int i = 0; i < 5; i++) {
            FrameSender sender = sender();
            sender.send("frame", new Closes(sender));
        }
        time.advance(TIMEOUT);
        assertThat(closing).hasSize(2);
        runTheNextClose();
        assertThat(closing).hasSize(2);
        while (!closing.isEmpty()) {
            runTheNextClose();
        }
        assertThat(browsers).allSatisfy(browser -> assertThat(browser.closed()).isEqualTo("1013 why"));
    }

    @Test
    void closesAFewConnectionsAtATimeThatHaveAFrameInTransmission() {
        for (int i = 0; i < 5; i++) {
            FrameSender sender = sender();
            sender.send("frame", new Closes(sender));
            sender.close(REASON);
        }
        time.run();
        assertThat(closing).hasSize(2);
    }

    @Test
    void closesAReadingConnectionBesideStalledOnes() {
        for (int i = 0; i < 5; i++) {
            FrameSender stalled = sender();
            stalled.send("frame", new Closes(stalled));
            stalled.close(REASON);
        }
        FrameSender quick = sender();
        quick.send("frame", new Closes(quick));
        browsers.get(5).receive();
        quick.close(REASON);
        time.run();
        assertThat(browsers.get(5).closed()).isEqualTo("1013 why");
    }

    private FrameSender sender() {
        ScriptedSession browser = new ScriptedSession();
        browsers.add(browser);
        return new FrameSender(browser.session(), time, stalledCloses, time, TIMEOUT);
    }

    private void runTheNextClose() {
        closing.remove(0).run();
    }

    private record Closes(FrameSender sender) implements FrameSender.Callback {

        @Override
        public void sent() {}

        @Override
        public void tooSlow() {
            sender.close(REASON);
        }

        @Override
        public void lost() {
            sender.close(REASON);
        }
    }
}
