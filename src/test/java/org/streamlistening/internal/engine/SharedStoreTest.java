package org.streamlistening.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.content.ContentContext;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.decision.StreamDecisions;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.files.RowStore;
import org.streamlistening.server.Retention;

/** The decisions of the engine within the transactions of a store that two servers share. */
class SharedStoreTest {

    private static final ContentType JSON = ContentType.parse("application/json");
    private static final EngineLimits LIMITS = new EngineLimits(100, 10, Duration.ofDays(1), 2);

    private final AtomicLong incarnation = new AtomicLong();
    private final SharedStore store = new RowStore();
    private final Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final Server one = new Server();
    private final Server two = new Server();

    /** One of the servers. It keeps no state of a stream. */
    private final class Server {

        private boolean create(String id, String body) {
            CreateRequest request =
                    new CreateRequest(Optional.of(JSON), StreamLifetime.FOREVER, Optional.empty(), false, utf8(body));
            return store.transact(
                            id,
                            existing ->
                                    StreamDecisions.create(existing, id, request, incarnation.incrementAndGet(), now))
                    .change()
                    .isPresent();
        }

        private boolean append(String id, String body, boolean closes, ProducerRequest producer) {
            AppendRequest request = new AppendRequest(Optional.of(JSON), utf8(body), closes, producer, null);
            return store.transact(id, existing -> StreamDecisions.append(existing, request, LIMITS, now))
                    .change()
                    .isPresent();
        }

        private void delete(String id) {
            store.transact(id, existing -> StreamDecisions.delete(existing, false));
        }

        private ReadableContent content(String id) {
            StreamImage image = store.load(id).orElseThrow();
            return new ReadableContent(image, null, new ContentContext(store::log, () -> now, Retention.EVERYTHING));
        }

        private String read(String id, long from) throws IOException {
            StreamBytes bytes = content(id).page(from, 1 << 20).bytes();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (bytes.remaining() > 0) {
                bytes.writeNext(out, 1 << 20);
            }
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aServerReadsWhatTheOtherOneWrites() throws IOException {
        assertThat(one.create("a", "[1]")).isTrue();
        assertThat(two.append("a", "[2,3]", false, null)).isTrue();
        assertThat(one.read("a", 0)).isEqualTo("1,2,3");
        StreamOffset offset = StreamOffset.parse(two.content("a").token(2));
        assertThat(one.read("a", one.content("a").positionOf(offset))).isEqualTo("2,3");
    }

    @Test
    void aRepeatedCreationConfirmsTheStreamOfTheOtherServer() {
        assertThat(one.create("a", "")).isTrue();
        assertThat(two.create("a", "")).isFalse();
        two.append("a", "", true, null);
        assertRejected(Reason.CLOSED, () -> one.create("a", ""));
    }

    @Test
    void aProducerContinuesAtTheOtherServer() {
        one.create("a", "");
        assertThat(one.append("a", "1", false, new ProducerRequest("p", 0, 0))).isTrue();
        assertThat(two.append("a", "1", false, new ProducerRequest("p", 0, 0))).isFalse();
        assertThat(two.append("a", "2", false, new ProducerRequest("p", 0, 1))).isTrue();
        assertRejected(Reason.CONFLICT, () -> one.append("a", "4", false, new ProducerRequest("p", 0, 3)));
        assertThat(one.append("a", "5", false, new ProducerRequest("p", 1, 0))).isTrue();
        assertRejected(Reason.FENCED, () -> two.append("a", "3", false, new ProducerRequest("p", 0, 2)));
        one.append("a", "1", false, new ProducerRequest("q", 0, 0));
        assertRejected(Reason.LIMIT_REACHED, () -> two.append("a", "1", false, new ProducerRequest("r", 0, 0)));
    }

    @Test
    void anAppendToAClosedOrDeletedStreamIsRejected() {
        one.create("a", "[1]");
        two.append("a", "2", true, null);
        assertRejected(Reason.CLOSED, () -> one.append("a", "3", false, null));
        two.delete("a");
        assertRejected(Reason.NOT_FOUND, () -> one.append("a", "3", false, null));
        assertThat(one.create("a", "")).isTrue();
    }

    @Test
    void appendsOfBothServersAtTheSameTimeAreAllKept() throws Exception {
        one.create("a", "");
        CountDownLatch start = new CountDownLatch(1);
        List<FutureTask<Void>> writers = new ArrayList<>();
        for (Server server : List.of(one, two)) {
            String producer = server == one ? "one" : "two";
            FutureTask<Void> writer = new FutureTask<>(() -> {
                start.await();
                for (int seq = 0; seq < 100; seq++) {
                    server.append("a", "1", false, new ProducerRequest(producer, 0, seq));
                }
                return null;
            });
            new Thread(writer, producer).start();
            writers.add(writer);
        }
        start.countDown();
        for (FutureTask<Void> writer : writers) {
            writer.get();
        }
        StreamImage image = store.load("a").orElseThrow();
        assertThat(image.state().messages()).isEqualTo(200);
        assertThat(image.producers()).hasSize(2);
    }

    @Test
    void aReaderThatWaitsAtOneServerIsWokenByAnAppendAtTheOther() {
        List<String> woken = new ArrayList<>();
        store.onChange(woken::add);
        one.create("a", "");
        two.append("a", "1", false, null);
        assertThat(woken).containsExactly("a", "a");
    }

    private static void assertRejected(Reason reason, Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        rejection -> assertThat(rejection.reason()).isEqualTo(reason));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
