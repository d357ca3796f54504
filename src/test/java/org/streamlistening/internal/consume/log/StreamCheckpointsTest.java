package org.streamlistening.internal.consume.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.Offset;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.server.OwnServer;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/** The contract of a checkpoint store, in the streams of the embedded server. */
class StreamCheckpointsTest {

    private static final String AUDIT = "audit";
    private static final String ROOT = "consumers/audit/root";

    private final OwnServer own = new OwnServer(ServerOptions.builder().build());
    private final UnreliableServer server = new UnreliableServer(own.server());
    private final DurableStreamsClient client =
            DurableStreamsClient.builder(server).retry(RetryPolicy.never()).build();
    private final DurableStreamsClient retrying = DurableStreamsClient.builder(server)
            .retry(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(1), 1))
            .build();

    private final StreamCheckpoints store = store(1000);
    private final StreamCheckpoints other = store(1000);

    @AfterEach
    void close() {
        client.close();
        retrying.close();
        own.close();
    }

    private StreamCheckpoints store(int records) {
        return store(client, records);
    }

    private static StreamCheckpoints store(DurableStreamsClient client, int records) {
        return new StreamCheckpoints(
                new ClientLogStreams(() -> client, RegisterUse.CONSUMERS),
                StreamCheckpoints.PREFIX,
                new SegmentLimit(records, 1 << 19),
                () -> UUID.randomUUID().toString(),
                RegisterUse.CONSUMERS);
    }

    @Test
    void hasNoCheckpointBeforeTheFirstWrite() {
        assertThat(store.read(AUDIT)).isEmpty();
        assertThat(server.streams()).isEmpty();
    }

    @Test
    void countsTheWrites() {
        assertThat(store.write(AUDIT, 0, "one")).isTrue();
        assertThat(store.write(AUDIT, 1, "two")).isTrue();
        assertThat(store.read(AUDIT)).contains(new Checkpoint(2, "two"));
        assertThat(other.read(AUDIT)).contains(new Checkpoint(2, "two"));
    }

    @Test
    void writesForTheExpectedVersionOnly() {
        assertThat(store.write(AUDIT, 1, "none")).isFalse();
        store.write(AUDIT, 0, "one");
        assertThat(store.write(AUDIT, 0, "again")).isFalse();
        assertThat(store.write(AUDIT, 2, "too early")).isFalse();
        assertThat(other.write(AUDIT, 0, "again")).isFalse();
        assertThat(store.read(AUDIT)).contains(new Checkpoint(1, "one"));
    }

    @Test
    void keepsConsumersApart() {
        store.write(AUDIT, 0, "a");
        assertThat(store.read("other")).isEmpty();
        store.write("other", 0, "b");
        assertThat(store.read(AUDIT)).contains(new Checkpoint(1, "a"));
    }

    @Test
    void keepsTextExactly() {
        String text = "{\"a\":\"\\u00e9 \u00e9\u65e5\ud83d\ude00\"}\n\t\u0001 ";
        store.write(AUDIT, 0, text);
        assertThat(other.read(AUDIT)).contains(new Checkpoint(1, text));
    }

    @Test
    void fencesAnOwnerThatWasReplaced() {
        store.write(AUDIT, 0, "one");
        store.write(AUDIT, 1, "two");
        assertThat(other.read(AUDIT)).contains(new Checkpoint(2, "two"));
        assertThat(other.write(AUDIT, 2, "claim")).isTrue();
        server.requests();
        assertThat(store.write(AUDIT, 2, "stale")).isFalse();
        assertThat(server.requests()).containsExactly("POST 403", "GET 200");
        assertThat(store.read(AUDIT)).contains(new Checkpoint(3, "claim"));
    }

    @Test
    void findsItsRecordAfterALostResponse() {
        store.write(AUDIT, 0, "one");
        server.losesNextResponse(StreamCheckpointsTest::isAppend);
        assertThat(store.write(AUDIT, 1, "two")).isTrue();
        assertThat(store.write(AUDIT, 2, "three")).isTrue();
        assertThat(other.read(AUDIT)).contains(new Checkpoint(3, "three"));
    }

    @Test
    void storesARepeatedRequestOnce() {
        StreamCheckpoints repeating = store(retrying, 1000);
        repeating.write(AUDIT, 0, "one");
        server.losesNextResponse(StreamCheckpointsTest::isAppend);
        server.requests();
        assertThat(repeating.write(AUDIT, 1, "two")).isTrue();
        assertThat(server.requests()).containsExactly("POST 200", "POST 204", "GET 200");
        assertThat(repeating.write(AUDIT, 2, "three")).isTrue();
        assertThat(other.read(AUDIT)).contains(new Checkpoint(3, "three"));
    }

    @Test
    void throwsIfTheRequestMayStillArrive() {
        store.write(AUDIT, 0, "one");
        server.losesNextRequest(StreamCheckpointsTest::isAppend);
        assertThatThrownBy(() -> store.write(AUDIT, 1, "two")).isInstanceOf(StreamException.class);
        assertThat(store.read(AUDIT)).contains(new Checkpoint(1, "one"));
        assertThat(store.write(AUDIT, 1, "again")).isTrue();
        assertThat(other.read(AUDIT)).contains(new Checkpoint(2, "again"));
    }

    @Test
    void continuesAfterEachRequestOfTheFirstWriteWasLost() {
        int failures = 0;
        for (int lost = 0; lost < 16; lost++) {
            String consumer = "c" + lost;
            int[] left = {lost};
            server.losesNextResponse(request -> left[0]-- == 0);
            boolean written;
            try {
                written = store.write(consumer, 0, "one");
            } catch (StreamException unknown) {
                failures++;
                written = store.read(consumer).isPresent() || store.write(consumer, 0, "one");
            }
            assertThat(written).isTrue();
            assertThat(store.write(consumer, 1, "two")).isTrue();
            assertThat(other.read(consumer)).contains(new Checkpoint(2, "two"));
        }
        assertThat(failures).isPositive();
    }

    @Test
    void aStandbyReadsWithOneRequest() {
        store.write(AUDIT, 0, "one");
        other.read(AUDIT);
        server.requests();
        assertThat(other.read(AUDIT)).contains(new Checkpoint(1, "one"));
        assertThat(server.requests()).containsExactly("GET 200");
        store.write(AUDIT, 1, "two");
        assertThat(server.requests()).containsExactly("POST 200", "GET 200");
        assertThat(other.read(AUDIT)).contains(new Checkpoint(2, "two"));
        assertThat(server.requests()).containsExactly("GET 200");
    }

    @Test
    void staysSmallForEver() {
        StreamCheckpoints small = store(50);
        StreamCheckpoints standby = store(50);
        for (int version = 0; version < 10_000; version++) {
            assertThat(small.write(AUDIT, version, "content " + version)).isTrue();
            if (version % 170 == 0) {
                assertThat(standby.read(AUDIT)).contains(new Checkpoint(version + 1, "content " + version));
            }
        }
        assertThat(store(50).read(AUDIT)).contains(new Checkpoint(10_000, "content 9999"));
        assertThat(server.streams()).hasSize(3).contains("/" + ROOT);
        for (String path : server.streams()) {
            int messages = new ClientLogStreams(() -> client, RegisterUse.CONSUMERS)
                    .read(path.substring(1), Offset.BEGINNING)
                    .messages()
                    .size();
            assertThat(messages).isLessThanOrEqualTo(50);
        }
    }

    @Test
    void beginsASegmentAfterMuchContent() {
        String large = "x".repeat(1 << 16);
        for (int version = 0; version < 20; version++) {
            assertThat(store.write(AUDIT, version, large)).isTrue();
        }
        assertThat(other.read(AUDIT)).contains(new Checkpoint(20, large));
        assertThat(server.streams()).hasSize(3).anyMatch(path -> path.contains("/log-3-"));
    }

    @Test
    void readsAndContinuesASegmentWhoseRotationWasCutOff() {
        store.write(AUDIT, 0, "one");
        client.close(log());
        assertThat(other.read(AUDIT)).contains(new Checkpoint(1, "one"));
        assertThat(store.write(AUDIT, 1, "two")).isTrue();
        assertThat(other.read(AUDIT)).contains(new Checkpoint(2, "two"));
        assertThat(server.streams()).hasSize(3);
    }

    @Test
    void deletesTheSegmentThatAnEndedServerLeft() {
        StreamCheckpoints ending = store(3);
        ending.write(AUDIT, 0, "one");
        ending.write(AUDIT, 1, "two");
        server.losesNextRequest(request -> request.method().equals("DELETE"));
        ending.write(AUDIT, 2, "three");
        assertThat(server.streams()).hasSize(4);
        StreamCheckpoints next = store(3);
        next.read(AUDIT);
        assertThat(next.write(AUDIT, 3, "four")).isTrue();
        assertThat(next.write(AUDIT, 4, "five")).isTrue();
        assertThat(server.streams()).hasSize(3);
    }

    @Test
    void ignoresRecordsOfOtherPrograms() {
        store.write(AUDIT, 0, "one");
        client.append(log(), StreamContent.json("[{\"version\":2},17]"));
        assertThat(store.write(AUDIT, 1, "two")).isTrue();
        assertThat(other.read(AUDIT)).contains(new Checkpoint(2, "two"));
    }

    @Test
    void reportsAStreamThatIsNoJson() {
        client.create(ROOT, CreateOptions.defaults().content(StreamContent.text("hello")));
        assertThatThrownBy(() -> store.read(AUDIT))
                .isInstanceOf(StreamException.class)
                .hasMessageContaining(ROOT)
                .hasMessageContaining("text/plain");
    }

    @Test
    void reportsAnEmptyStreamThatIsNoJson() {
        client.create(ROOT, CreateOptions.defaults());
        assertThatThrownBy(() -> store.write(AUDIT, 0, "one"))
                .isInstanceOf(StreamException.class)
                .hasMessageContaining(ROOT)
                .hasMessageContaining("another program");
    }

    @Test
    void reportsAClosedRoot() {
        StreamCheckpoints small = store(2);
        small.write(AUDIT, 0, "one");
        client.close(ROOT);
        assertThatThrownBy(() -> {
                    for (int version = 1; version < 20; version++) {
                        small.write(AUDIT, version, "more");
                    }
                })
                .isInstanceOf(StreamConflictException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void reportsThatTheServerRemovedTheBeginning() {
        try (OwnServer forgetful = new OwnServer(ServerOptions.builder()
                        .retention(new Retention(Optional.empty(), OptionalLong.of(2), OptionalLong.empty()))
                        .build());
                DurableStreamsClient its = forgetful.client()) {
            StreamCheckpoints owner = store(its, 1000);
            for (int version = 0; version < 5; version++) {
                owner.write(AUDIT, version, "x");
            }
            assertThatThrownBy(() -> store(its, 1000).read(AUDIT))
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("retention");
        }
    }

    @Test
    void beginsAnewAfterTheServerLostEverything() {
        store.write(AUDIT, 0, "one");
        store.write(AUDIT, 1, "two");
        other.read(AUDIT);
        server.streams().forEach(path -> client.delete(path.substring(1)));
        assertThat(other.read(AUDIT)).isEmpty();
        assertThat(other.write(AUDIT, 0, "new")).isTrue();
        assertThat(store.write(AUDIT, 2, "three")).isFalse();
        assertThat(store.read(AUDIT)).contains(new Checkpoint(1, "new"));
    }

    @Test
    void beginsAnewAfterTheSegmentWasDeleted() {
        store.write(AUDIT, 0, "one");
        other.read(AUDIT);
        client.delete(log());
        assertThat(store.write(AUDIT, 1, "two")).isFalse();
        assertThat(store.read(AUDIT)).isEmpty();
        assertThat(store.write(AUDIT, 0, "new")).isTrue();
        assertThat(other.read(AUDIT)).contains(new Checkpoint(1, "new"));
    }

    @Test
    void losesNothingWithSeveralServersAtOnce() {
        List<CompletableFuture<Void>> servers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            StreamCheckpoints one = store(7);
            int place = i;
            servers.add(CompletableFuture.runAsync(() -> increment(one, place)));
        }
        servers.forEach(CompletableFuture::join);
        assertThat(store.read(AUDIT)).contains(new Checkpoint(300, "100 100 100"));
    }

    /** Counts to 100 at its place of the content. */
    private static void increment(StreamCheckpoints store, int place) {
        int done = 0;
        boolean unknown = false;
        while (true) {
            Checkpoint before = store.read(AUDIT).orElse(new Checkpoint(0, "0 0 0"));
            String[] counts = before.content().split(" ");
            int stored = Integer.parseInt(counts[place]);
            assertThat(stored).isBetween(done, unknown ? done + 1 : done);
            if (stored == 100) {
                return;
            }
            done = stored;
            counts[place] = Integer.toString(done + 1);
            try {
                done += store.write(AUDIT, before.version(), String.join(" ", counts)) ? 1 : 0;
                unknown = false;
            } catch (StreamException deleted) {
                unknown = true;
            }
        }
    }

    @Test
    void readsNoStreamOutsideOfItsDirectory() {
        store.write(AUDIT, 0, "one");
        client.create("orders", CreateOptions.json().content(StreamContent.json(record(9, "forged", "\"\""))));
        client.append(ROOT, StreamContent.json(record(2, "orders", "null")));
        assertThatThrownBy(() -> other.read(AUDIT))
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("nother program");
    }

    @Test
    void deletesNoStreamOutsideOfItsDirectory() {
        client.create("orders", CreateOptions.json());
        store.write(AUDIT, 0, "one");
        String forged = "consumers/audit/log-9-forged";
        String old = log();
        client.create(forged, CreateOptions.json().content(StreamContent.json(record(1, "one", "\"orders\""))));
        client.append(index(), StreamContent.json(record(2, forged, "null")));
        client.close(old);
        StreamCheckpoints small = store(2);
        for (int version = 1; version < 5; version++) {
            small.write(AUDIT, version, "more");
        }
        assertThat(server.streams()).contains("/orders").doesNotContain("/" + forged);
    }

    /** A record as another program can write it. */
    private static String record(int version, String content, String previous) {
        return "{\"version\":%d,\"id\":\"forged\",\"epoch\":0,\"content\":\"%s\",\"previous\":%s}"
                .formatted(version, content, previous);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE", "GET"})
    void losesNothingIfAProxyRespondsByItself(String method) {
        StreamCheckpoints small = store(2);
        long version = 0;
        for (int i = 0; i < 30; i++) {
            if (i % 3 == 2) {
                server.hidesNext(method);
            }
            try {
                assertThat(small.write(AUDIT, version, "content")).isTrue();
                version++;
            } catch (StreamException hidden) {
                version = small.read(AUDIT).map(Checkpoint::version).orElse(0L);
            }
            server.hidesNext("none");
            assertThat(store(2).read(AUDIT).map(Checkpoint::version).orElse(0L)).isEqualTo(version);
        }
        assertThat(version).isGreaterThan(15);
    }

    /** The segment of the index. */
    private String index() {
        return server.streams().stream()
                .filter(path -> path.contains("/index-"))
                .findAny()
                .orElseThrow()
                .substring(1);
    }

    /** The segment of the log. */
    private String log() {
        return server.streams().stream()
                .filter(path -> path.contains("/log-"))
                .findAny()
                .orElseThrow()
                .substring(1);
    }

    private static boolean isAppend(InProcessRequest request) {
        return request.method().equals("POST");
    }
}
