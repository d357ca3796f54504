package org.streamlistening.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Readers;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.websocket.PagedStream;
import org.streamlistening.websocket.ScriptedSession;
import org.streamlistening.websocket.StreamSocketOptions;

class FrameDeliveryTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30));
    private static final Duration WINDOW = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ManualExecutor steps = new ManualExecutor();
    private final ScriptedSession browser = new ScriptedSession();
    private final PagedStream stream = new PagedStream("application/json", most -> most).waiting();
    private final List<String> happened = new ArrayList<>();
    private int maxFrameBytes = 1 << 16;
    private Executor executor = steps;
    private FrameDelivery delivery;
    private ListenerStateMachine listener;

    private void follow() {
        follow(stream);
    }

    private void follow(Readers readers) {
        follow(readers, StreamPosition.BEGINNING, Policies.DEFAULTS);
    }

    private void follow(Readers readers, StreamPosition from, Policies policies) {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), () -> 0.9);
        Tails tails = new Tails(readers, steps, steps, backoff);
        FrameSender sender = new FrameSender(browser.session(), steps, steps, steps, TIMEOUT);
        StreamSocketOptions options =
                StreamSocketOptions.defaults().window(WINDOW).maxFrameBytes(maxFrameBytes);
        delivery = new FrameDelivery(
                DeliveryExecutor.of(task -> executor.execute(task)), steps, sender, from, options, new Noting());
        ListenerSnapshot snapshot = new ListenerSnapshot(S, true, policies, Map.of("s", new DeliveryProgress(from, 0)));
        listener =
                new ListenerStateMachine("", "key", snapshot, tails, steps, new ListenerLimits(0, backoff), delivery);
        delivery.trackPosition(listener::position);
        listener.resume();
        steps.run();
    }

    private final class Noting implements FrameDelivery.Callback {

        @Override
        public void finished(CloseReason reason) {
            happened.add("finished " + reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
        }

        @Override
        public void failed(Throwable cause) {
            happened.add("failed " + cause);
        }

        @Override
        public void sent() {
            delivery.wake();
        }

        @Override
        public void tooSlow() {
            happened.add("too slow");
            delivery.end();
        }

        @Override
        public void lost() {
            happened.add("lost");
            delivery.end();
        }
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[][] numbers(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> json(String.valueOf(number)))
                .toArray(byte[][]::new);
    }

    /** Lets the browser receive all frames. */
    private List<String> takeAll() {
        steps.run();
        while (browser.isSending()) {
            browser.receive();
            steps.run();
        }
        return browser.news();
    }

    @Test
    void sendsAvailableMessagesInOneFrameAndThenItsStatus() {
        stream.add(numbers(0, 4));
        follow();
        assertThat(takeAll())
                .containsExactly(
                        "{\"type\":\"status\",\"offset\":\"-1\",\"status\":\"CATCHING_UP\"}",
                        "{\"type\":\"data\",\"offset\":\"4\",\"messages\":[0,1,2,3]}",
                        "{\"type\":\"status\",\"offset\":\"4\",\"status\":\"LIVE\"}");
    }

    @Test
    void sendsMessagesAtOnceBeforeANotice() {
        // One message in each batch, as an application appends words.
        PagedStream words = new PagedStream("application/json", most -> 1);
        words.add(numbers(0, 3));
        follow(words.waiting());
        assertThat(takeAll())
                .containsExactly(
                        "{\"type\":\"status\",\"offset\":\"-1\",\"status\":\"CATCHING_UP\"}",
                        // The second word was read while the first one was delivered.
                        "{\"type\":\"data\",\"offset\":\"2\",\"messages\":[0,1]}",
                        "{\"type\":\"data\",\"offset\":\"3\",\"messages\":[2]}",
                        "{\"type\":\"status\",\"offset\":\"3\",\"status\":\"LIVE\"}");
    }

    @Test
    void keepsLaterMessagesUntilTheWindowHasPassed() {
        int[] reads = {0};
        PagedStream words = new PagedStream("application/json", most -> 1);
        words.add(numbers(0, 9));
        follow((key, from) -> new GatedReader(words.open(key, from), () -> ++reads[0] <= 4));
        assertThat(takeAll()).hasSize(2).last().asString().contains("\"messages\":[0,1]");
        steps.advance(WINDOW.minusMillis(1));
        assertThat(takeAll()).isEmpty();
        steps.advance(Duration.ofMillis(1));
        assertThat(takeAll()).containsExactly("{\"type\":\"data\",\"offset\":\"4\",\"messages\":[2,3]}");
    }

    @Test
    void sendsAFullFrameAtOnce() {
        maxFrameBytes = 3;
        stream.add(numbers(0, 7)).close();
        follow();
        assertThat(takeAll())
                .containsExactly(
                        "{\"type\":\"status\",\"offset\":\"-1\",\"status\":\"CATCHING_UP\"}",
                        "{\"type\":\"data\",\"offset\":\"-1\",\"skip\":3,\"messages\":[0,1,2]}",
                        "{\"type\":\"data\",\"offset\":\"-1\",\"skip\":6,\"messages\":[3,4,5]}",
                        "{\"type\":\"data\",\"offset\":\"7\",\"messages\":[6]}",
                        "{\"type\":\"completed\",\"offset\":\"7\"}");
        assertThat(happened).containsExactly("finished 1000 completed");
    }

    @Test
    void readsOneBatchAheadUntilTheBrowserReceivesAFrame() {
        maxFrameBytes = 4;
        PagedStream pages = new PagedStream("application/json", most -> Math.min(most, 8));
        pages.add(numbers(0, 10)).add(numbers(0, 1_000)).close();
        follow(pages);
        browser.receive();
        steps.run();
        for (int i = 0; i < 1_000; i++) {
            steps.advance(Duration.ofMillis(5));
        }
        assertThat(pages.reads).isEqualTo(2);
        assertThat(browser.sent()).hasSize(2);
        takeAll();
        assertThat(happened).containsExactly("finished 1000 completed");
    }

    @Test
    void failsForABrowserThatDoesNotReceiveAFrameInTime() {
        stream.add(numbers(0, 3));
        follow();
        steps.advance(TIMEOUT.minusMillis(1));
        assertThat(happened).isEmpty();
        steps.advance(Duration.ofMillis(1));
        assertThat(happened).containsExactly("too slow");
        browser.receive();
        assertThat(happened).as("the frame went through after all").containsExactly("too slow");
    }

    @Test
    void detectsALostConnection() {
        stream.add(numbers(0, 3));
        follow();
        browser.failToSend();
        assertThat(happened).containsExactly("lost");
    }

    @Test
    void detectsAConnectionThatIsClosedAlready() {
        stream.add(numbers(0, 3));
        browser.vanish();
        follow();
        assertThat(happened).containsExactly("lost");
    }

    @Test
    void sendsTheReasonOfTheServerWhenItFails() {
        follow(failing(new StreamException("no such stream", "s", 404, false, null, null)));
        assertThat(takeAll())
                .containsExactly(
                        "{\"type\":\"failed\",\"status\":404,\"message\":\"no such stream\",\"offset\":\"-1\"}");
        assertThat(happened).containsExactly("finished 1011 failed");
    }

    /** Follows from an offset that the server rejects, under the policy that continues from the beginning. */
    private void followFromLostOffset(int status) {
        Policies fromStart = new Policies(
                ObserverFailurePolicy.RETRY,
                UndecodablePolicy.STOP,
                HistoryGonePolicy.FROM_START,
                MissingStreamPolicy.FAIL);
        StreamPosition gone = StreamPosition.at(Offset.of("0"));
        follow((key, from) -> from.equals(gone) ? failingReader(status) : stream.open(key, from), gone, fromStart);
    }

    @Test
    void reportsThatTheStreamWasRecreated() {
        stream.add(numbers(0, 4));
        followFromLostOffset(400);
        assertThat(takeAll()).contains("{\"type\":\"reset\",\"offset\":\"-1\",\"reason\":\"recreated\"}");
    }

    @Test
    void reportsThatItContinuesFromAnotherOffset() {
        stream.add(numbers(0, 4));
        followFromLostOffset(410);
        assertThat(takeAll())
                .containsExactly(
                        "{\"type\":\"status\",\"offset\":\"0\",\"status\":\"RETRYING\"}",
                        "{\"type\":\"reset\",\"offset\":\"-1\"}");
        steps.advance(Duration.ofSeconds(2));
        assertThat(takeAll())
                .containsExactly(
                        "{\"type\":\"status\",\"offset\":\"-1\",\"status\":\"CATCHING_UP\"}",
                        "{\"type\":\"data\",\"offset\":\"4\",\"messages\":[0,1,2,3]}",
                        "{\"type\":\"status\",\"offset\":\"4\",\"status\":\"LIVE\"}");
    }

    @Test
    void hidesInternalFailuresFromTheBrowser() {
        follow(failing(new IllegalStateException("secret of /etc/server")));
        assertThat(takeAll())
                .hasSize(1)
                .first()
                .asString()
                .contains("\"status\":0")
                .doesNotContain("secret");
    }

    private static Readers failing(RuntimeException failure) {
        return (key, from) -> failingReader(failure);
    }

    private static StreamReader failingReader(int status) {
        return failingReader(new StreamException("the server responded " + status, "s", status, false, null, null));
    }

    private static StreamReader failingReader(RuntimeException failure) {
        return new StreamReader() {
            @Override
            public StreamBatch next() {
                throw failure;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void sendsOnlyTheRejection() {
        follow();
        takeAll();
        delivery.reject(
                FrameObservers.failed(403, "not yours"), new CloseReason(CloseCodes.VIOLATED_POLICY, "rejected"));
        assertThat(takeAll()).containsExactly("{\"type\":\"failed\",\"status\":403,\"message\":\"not yours\"}");
        assertThat(happened).containsExactly("finished 1008 rejected");
    }

    @Test
    void sendsAliveOnlyToASilentConnection() {
        stream.add(numbers(0, 1));
        follow();
        delivery.keepAlive();
        assertThat(takeAll()).hasSize(3).noneMatch(frame -> frame.contains("alive"));
        delivery.keepAlive();
        assertThat(takeAll()).containsExactly("{\"type\":\"alive\"}");
        assertThat(takeAll()).isEmpty();
    }

    @Test
    void sendsNothingAfterItsEnd() {
        stream.add(numbers(0, 3));
        follow();
        delivery.end();
        listener.abandon();
        assertThat(takeAll()).hasSize(1);
    }

    @Test
    void keepsMessagesThatTheExecutorRejectsAndSendsThemLater() {
        stream.add(numbers(0, 2));
        executor = task -> {
            throw new RejectedExecutionException("full");
        };
        follow();
        assertThat(browser.sent()).isEmpty();
        executor = steps;
        steps.advance(Duration.ofSeconds(1));
        assertThat(takeAll()).hasSize(3);
    }

    @Test
    void keepsMessagesAfterAnErrorOfTheContainerAndSendsThemLater() {
        stream.add(numbers(0, 2));
        executor = task -> {
            throw new NoClassDefFoundError("while the container is busy with something else");
        };
        follow();
        executor = steps;
        steps.advance(Duration.ofSeconds(1));
        assertThat(takeAll()).hasSize(3);
    }

    @Test
    void isLostWhenAnErrorPreventsAFrame() {
        stream.add(numbers(0, 2));
        browser.throwsOnSend(new OutOfMemoryError("as the test wants it"));
        follow();
        assertThat(happened).containsExactly("lost");
    }
}
