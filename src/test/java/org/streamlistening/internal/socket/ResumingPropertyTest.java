package org.streamlistening.internal.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.websocket.CloseReason;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;
import org.streamlistening.websocket.PagedStream;
import org.streamlistening.websocket.ScriptedSession;
import org.streamlistening.websocket.StreamSocketOptions;

/**
 * A browser assembles the whole stream from its frames, for any split into pages and frames, any loss of connections,
 * and any order of threads. Tasks stand for threads, and the seed determines which one runs next.
 */
class ResumingPropertyTest {

    private static final StreamKey S = new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(1));

    private static final Duration NEVER = Duration.ofDays(1);

    @Property(tries = 500)
    void theBrowserReceivesTheWholeJsonStream(
            @ForAll @IntRange(max = 120) int messages,
            @ForAll @IntRange(max = 12) int cuts,
            @ForAll @IntRange(min = 1, max = 60) int maxFrameBytes,
            @ForAll long seed) {
        new World("application/json", messages, cuts, maxFrameBytes, seed).run();
    }

    @Property(tries = 500)
    void theBrowserReceivesAllBytes(
            @ForAll @IntRange(max = 400) int bytes,
            @ForAll @IntRange(max = 12) int cuts,
            @ForAll @IntRange(min = 1, max = 60) int maxFrameBytes,
            @ForAll long seed) {
        new World("text/plain; charset=utf-8", bytes, cuts, maxFrameBytes, seed).run();
    }

    /** A server, a browser that reconnects, another one that stays connected, and all threads. */
    private static final class World {

        private final Random random;
        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Runnable> timers = new ArrayList<>();
        private final PagedStream stream;
        private final List<byte[]> units = new ArrayList<>();
        private final Tails tails;
        private final int maxFrameBytes;
        private final boolean json;
        private int cuts;
        private int written;
        private Connection connection;

        // The state of the browser.
        private final List<String> values = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private StreamPosition position = StreamPosition.BEGINNING;
        private boolean completed;

        World(String contentType, int amount, int cuts, int maxFrameBytes, long seed) {
            this.random = new Random(seed);
            this.cuts = cuts;
            this.maxFrameBytes = maxFrameBytes;
            this.stream = new PagedStream(contentType, most -> 1 + random.nextInt(most));
            this.json = contentType.equals("application/json");
            for (int i = 0; i < amount; i++) {
                units.add(
                        json
                                ? ("\"" + "x".repeat(random.nextInt(20)) + i + "\"").getBytes(UTF_8)
                                : new byte[] {(byte) i});
            }
            Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0);
            this.tails = new Tails(stream, tasks::add, timer(), backoff);
            this.connection = new Connection(backoff);
            // A connection that is never cut: with it, tails are shared and joined.
            new Connection(backoff).session.takesEverything();
        }

        private Timer timer() {
            return (delay, task) -> {
                // The time that a frame may take never passes here.
                if (!delay.equals(NEVER)) {
                    timers.add(task);
                }
                return () -> timers.remove(task);
            };
        }

        void run() {
            for (int i = 0; i < 50_000 && !completed; i++) {
                switch (random.nextInt(8)) {
                    case 0 -> write();
                    case 1 -> timePasses();
                    case 2 -> connection.takeFrame();
                    case 3 -> connection.receive();
                    case 4 -> mayCut();
                    default -> step();
                }
            }
            assertThat(completed).isTrue();
            if (json) {
                assertThat(values).isEqualTo(units.stream().map(String::new).toList());
            } else {
                byte[] all = new byte[units.size()];
                for (int i = 0; i < all.length; i++) {
                    all[i] = units.get(i)[0];
                }
                assertThat(bytes.toByteArray()).isEqualTo(all);
            }
        }

        private void write() {
            for (int i = random.nextInt(10); i > 0 && written < units.size(); i--) {
                stream.add(units.get(written++));
            }
            if (written == units.size()) {
                stream.close();
            }
        }

        private void step() {
            if (!tasks.isEmpty()) {
                tasks.remove(random.nextInt(tasks.size())).run();
            }
        }

        private void timePasses() {
            List.copyOf(timers).forEach(timer -> {
                if (timers.remove(timer)) {
                    timer.run();
                }
            });
        }

        private void mayCut() {
            if (cuts > 0 && random.nextInt(10) == 0) {
                cuts--;
                Connection old = connection;
                old.session.vanish();
                // The server notices some time later.
                tasks.add(old::end);
                connection = new Connection(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0));
            }
        }

        /** A frame that arrived on the current connection. */
        private void received(String text) {
            try (JsonReader reader = Json.createReader(new StringReader(text))) {
                JsonObject frame = reader.readObject();
                for (JsonValue value :
                        frame.containsKey("messages") ? frame.getJsonArray("messages") : List.<JsonValue>of()) {
                    values.add(value.toString());
                }
                bytes.writeBytes(Base64.getDecoder().decode(frame.getString("base64", "")));
                position = new StreamPosition(Offset.of(frame.getString("offset")), frame.getInt("skip", 0));
                completed = frame.getString("type").equals("completed");
            }
        }

        private final class Connection implements FrameDelivery.Callback {

            private final ScriptedSession session = new ScriptedSession();
            private final ListenerStateMachine listener;
            private final FrameDelivery delivery;
            private int received;

            Connection(Backoff backoff) {
                FrameSender sender = new FrameSender(session.session(), tasks::add, tasks::add, timer(), NEVER);
                StreamSocketOptions options = StreamSocketOptions.defaults().maxFrameBytes(maxFrameBytes);
                delivery = new FrameDelivery(DeliveryExecutor.of(tasks::add), timer(), sender, position, options, this);
                ListenerSnapshot snapshot = new ListenerSnapshot(
                        S, true, Policies.DEFAULTS, Map.of("s", new DeliveryProgress(position, 0)));
                listener = new ListenerStateMachine(
                        "", "", snapshot, tails, timer(), new ListenerLimits(0, backoff), delivery);
                delivery.trackPosition(listener::position);
                listener.resume();
            }

            /** The frame leaves the server. */
            void takeFrame() {
                if (session.isSending()) {
                    session.receive();
                }
            }

            /** The next frame arrives, some time after it was sent. */
            void receive() {
                List<String> sent = session.sent();
                if (received < sent.size() && !completed) {
                    World.this.received(sent.get(received++));
                }
            }

            void end() {
                delivery.end();
                listener.abandon();
            }

            @Override
            public void sent() {
                delivery.wake();
            }

            @Override
            public void tooSlow() {
                throw new AssertionError("nothing is too slow here");
            }

            @Override
            public void lost() {
                end();
            }

            @Override
            public void finished(CloseReason reason) {
                end();
            }

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError(cause);
            }
        }
    }
}
