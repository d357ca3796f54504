package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamReader;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.consumer.DeadLetter;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.support.Application;
import org.streamlistening.support.ConfiguredServer;

/** Messages that observers of a consumer cannot handle go to its dead-letter stream; on Weld. */
class DeadLetterTest {

    private static final String KEYS = "durable-streams.consumer.audit.";
    private static final String LETTERS = "orders.dead-letter";

    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();
    private static final Set<String> FAILING = ConcurrentHashMap.newKeySet();

    private final Map<String, String> properties = new HashMap<>();
    private ConfiguredServer server;
    private DurableStreamsClient writer;
    private @Nullable Application application;

    @BeforeEach
    void start() {
        server = new ConfiguredServer();
        writer = server.writer();
        writer.create("orders", CreateOptions.json());
        RECEIVED.clear();
        FAILING.clear();
        set("durable-streams.observer.retries", "1");
        set("durable-streams.retry.initial-delay", "1ms");
        set("durable-streams.retry.max-delay", "10ms");
        set(KEYS + "stream", "orders");
        set(KEYS + "on-observer-failure", "dead-letter");
        set(KEYS + "on-undecodable", "dead-letter");
    }

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
        server.close();
        properties.keySet().forEach(System::clearProperty);
    }

    private void set(String key, String value) {
        properties.put(key, value);
        System.setProperty(key, value);
    }

    private Application run(Class<?>... classes) {
        application = new Application(classes);
        application
                .container()
                .getBeanManager()
                .getEvent()
                .select(Initialized.Literal.APPLICATION)
                .fire("the servlet context");
        return application;
    }

    public record Order(String id) {}

    private static void receive(String observer, String id) {
        if (FAILING.contains(observer + id)) {
            throw new IllegalStateException("no " + id);
        }
        RECEIVED.add(observer + id);
    }

    @ApplicationScoped
    public static class Audit {

        void first(@Observes @Priority(1) @StreamConsuming("audit") Order order) {
            receive("first ", order.id());
        }

        void onFailure(@Observes @StreamConsuming("audit") StreamFailed failed) {
            RECEIVED.add(failed.message());
        }
    }

    @ApplicationScoped
    public static class Mail {

        void second(@Observes @StreamConsuming("audit") Order order, @Delivering StreamPosition behind) {
            receive("second ", order.id());
        }
    }

    @ApplicationScoped
    public static class Bulk {

        void all(@Observes @StreamConsuming("audit") List<Order> orders) {
            receive("all ", String.join("+", orders.stream().map(Order::id).toList()));
        }
    }

    @ApplicationScoped
    public static class Raw {

        void raw(@Observes @StreamConsuming("audit") StreamMessage message) {
            RECEIVED.add("raw " + message.text());
        }
    }

    @ApplicationScoped
    public static class Letters {

        void onLetter(@Observes @StreamConsuming("audit-letters") DeadLetter letter) {
            RECEIVED.add("letter " + letter.message().text() + " " + letter.observer());
        }
    }

    private void order(String... ids) {
        List<Order> orders = List.of(ids).stream().map(Order::new).toList();
        writer.appendAll("orders", orders);
    }

    private static void awaitReceived(String... expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(RECEIVED).contains(expected));
    }

    private List<StreamMessage> lettersAsTheyAre() {
        List<StreamMessage> messages = new ArrayList<>();
        try (StreamReader reader = writer.open(LETTERS, ReadOptions.catchUp())) {
            StreamBatch batch;
            do {
                batch = reader.next();
                messages.addAll(batch.messages());
            } while (!batch.upToDate());
        }
        return messages;
    }

    private List<JsonObject> letters() {
        return lettersAsTheyAre().stream()
                .map(letter -> letter.json().asJsonObject())
                .toList();
    }

    private void awaitLetters(int number) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(letters()).hasSize(number));
    }

    private DeadLetter letter(int index) {
        StreamMessage message = lettersAsTheyAre().get(index);
        return jakarta.json.bind.JsonbBuilder.create().fromJson(message.text(), DeadLetter.class);
    }

    private StreamConsumer audit() {
        return application
                .container()
                .select(StreamConsumer.class, StreamConsuming.Literal.of("audit"))
                .get();
    }

    @Test
    void onlyTheObserverThatFailedMissesTheMessage() {
        FAILING.add("first 2");
        order("1", "2", "3");
        run(Audit.class, Mail.class);
        awaitReceived("second 3", "first 3");
        assertThat(RECEIVED)
                .containsOnlyOnce("first 1", "second 1", "second 2", "first 3", "second 3")
                .hasSize(5);
        assertThat(letters()).hasSize(1);
        JsonObject letter = letters().get(0);
        assertThat(letter.getString("consumer")).isEqualTo("audit");
        assertThat(letter.getString("stream")).isEqualTo("orders");
        assertThat(letter.getString("payload")).isEqualTo("{\"id\":\"2\"}");
        assertThat(letter.getBoolean("base64")).isFalse();
        assertThat(letter.getString("contentType")).isEqualTo("application/json");
        assertThat(letter.getInt("skip")).isEqualTo(1);
        assertThat(letter.getInt("nextSkip")).isEqualTo(2);
        assertThat(letter.getInt("attempts")).isEqualTo(2);
        assertThat(letter.getString("cause")).isEqualTo("java.lang.IllegalStateException: no 2");
        assertThat(letter.getString("observer"))
                .isEqualTo(Audit.class.getName() + ".first(" + Order.class.getName() + ")");
    }

    @Test
    void eachMessageOfABatchHasALetter() {
        FAILING.add("all 1+2");
        order("1", "2");
        run(Audit.class, Bulk.class);
        awaitReceived("first 1", "first 2");
        assertThat(letters())
                .extracting(letter -> letter.getString("payload"))
                .containsExactly("{\"id\":\"1\"}", "{\"id\":\"2\"}");
        assertThat(letters()).extracting(letter -> letter.getInt("skip")).containsExactly(0, 1);
    }

    @Test
    void anUndecodableMessageHasALetterWithoutObserverAndQuotedPayload() {
        writer.append("orders", StreamContent.json("[{\"id\":{\"secret\":1}}]"));
        order("2");
        run(Audit.class);
        awaitReceived("first 2");
        JsonObject letter = letters().get(0);
        assertThat(letters()).hasSize(1);
        assertThat(letter).doesNotContainKey("observer");
        assertThat(letter.getString("cause")).contains("DS-021").doesNotContain("secret");
        assertThat(letter.getInt("attempts")).isEqualTo(1);
    }

    /** Keeps nothing that the test does not allow: as if the server had died before its checkpoint. */
    @ApplicationScoped
    public static class ForgetfulStore implements CheckpointStore {

        static final Map<String, Checkpoint> KEPT = new ConcurrentHashMap<>();
        static volatile boolean broken;

        @Override
        public Optional<Checkpoint> read(String consumer) {
            return Optional.ofNullable(KEPT.get(consumer));
        }

        @Override
        public boolean write(String consumer, long expectedVersion, String content) {
            if (broken) {
                throw new IllegalStateException("killed");
            }
            Checkpoint known = KEPT.get(consumer);
            if ((known == null ? 0 : known.version()) != expectedVersion) {
                return false;
            }
            KEPT.put(consumer, new Checkpoint(expectedVersion + 1, content));
            return true;
        }
    }

    @Test
    void writesTheLetterOnceAlthoughTheMessageComesAgainAfterACrash() {
        ForgetfulStore.KEPT.clear();
        ForgetfulStore.broken = false;
        // Without letters, no checkpoint is due before the crash.
        set("durable-streams.consumers.lease", "1h");
        set("durable-streams.consumers.checkpoint-interval", "1h");
        FAILING.add("first 3");
        FAILING.add("second 3");
        run(Audit.class, Mail.class, ForgetfulStore.class);
        // In three responses: the next run reads them in one.
        order("1");
        awaitReceived("second 1", "first 1");
        order("2");
        awaitReceived("second 2", "first 2");
        order("3");
        awaitLetters(2);
        ForgetfulStore.broken = true;
        application.close();
        ForgetfulStore.broken = false;
        ForgetfulStore.KEPT.replaceAll((consumer, kept) -> new CheckpointStore.Checkpoint(
                kept.version(), kept.content().replaceAll("\"owner\":\"[^\"]*\"", "\"owner\":\"\"")));
        order("4");
        run(Audit.class, Mail.class, ForgetfulStore.class);
        awaitReceived("second 4", "first 4");
        assertThat(letters())
                .extracting(letter -> letter.getString("observer").replaceAll(".*[.](\\w+)[(].*", "$1"))
                .containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void stopsAtTheMessageIfTheLetterIsRejected() {
        writer.create(LETTERS, CreateOptions.defaults().contentType("text/plain"));
        FAILING.add("first 1");
        order("1", "2");
        run(Audit.class);
        await().untilAsserted(() -> assertThat(audit().getStatus()).isEqualTo(StreamStatus.FAILED));
        assertThat(RECEIVED).hasSize(1);
        assertThat(RECEIVED.get(0)).startsWith("DS-047");
        assertThat(audit().getPosition().skip()).isZero();
        writer.delete(LETTERS);
        audit().resume();
        awaitReceived("first 2");
        assertThat(letters()).hasSize(1);
    }

    @Test
    void replaysALetterToTheObserverThatFailed() throws Exception {
        FAILING.add("first 1");
        order("1", "2");
        run(Audit.class, Mail.class);
        awaitReceived("first 2", "second 2");
        assertThatThrownBy(() -> audit().replay(letter(0)).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no 1");
        FAILING.clear();
        audit().replay(letter(0)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(RECEIVED).containsOnlyOnce("first 1", "second 1");
        assertThat(letters()).hasSize(1);
    }

    @Test
    void replaysWhileItIsPaused() throws Exception {
        FAILING.add("first 1");
        order("1");
        run(Audit.class, Mail.class);
        awaitReceived("second 1");
        audit().pause();
        FAILING.clear();
        audit().replay(letter(0)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        awaitReceived("first 1");
    }

    @Test
    void replaysALetterOfAnUnknownObserverToAll() throws Exception {
        FAILING.add("first 1");
        order("1");
        run(Audit.class, Mail.class, Bulk.class);
        awaitReceived("second 1");
        FAILING.clear();
        RECEIVED.clear();
        DeadLetter named = letter(0);
        DeadLetter letter = new DeadLetter(
                "audit",
                "orders",
                named.offset(),
                0,
                named.nextOffset(),
                1,
                "application/json",
                named.payload(),
                false,
                "com.example.Gone.on(Order)",
                "",
                1,
                named.time());
        audit().replay(letter).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(RECEIVED).containsExactlyInAnyOrder("first 1", "second 1", "all 1");
    }

    @Test
    void aServerThatDoesNotDeliverReplaysNothing() {
        FAILING.add("first 1");
        order("1");
        run(Audit.class, Mail.class);
        awaitReceived("second 1");
        DeadLetter letter = letter(0);
        StreamConsumer ended = application
                .container()
                .select(StreamConsumer.class, StreamConsuming.Literal.of("audit"))
                .get();
        Application other = application;
        // The second application stands by while the first one delivers.
        run(Audit.class, Mail.class);
        assertThatThrownBy(() -> audit().replay(letter)).hasMessageContaining("DS-048");
        assertThat(ended.getStatus()).isNotEqualTo(StreamStatus.STANDBY);
        other.close();
    }

    @ApplicationScoped
    public static class Broken {

        void broken(@Observes @StreamConsuming("audit") Order order) {
            RECEIVED.add("broken " + order.id());
            if (order.id().equals("1")) {
                throw new StackOverflowError("a\nb");
            }
        }
    }

    @Test
    void anErrorHasALetterThatNamesIt() {
        order("1", "2");
        run(Broken.class);
        awaitReceived("broken 2");
        assertThat(letters().get(0).getString("cause")).endsWith("java.lang.StackOverflowError: a b");
    }

    @Test
    void aForgedLetterCannotWriteLinesToALog() {
        DeadLetter forged = new DeadLetter(
                "audit\nWARNING",
                "orders\nWARNING",
                "1",
                0,
                "1",
                1,
                "text/plain",
                "",
                true,
                null,
                "a\r\nWARNING",
                1,
                java.time.Instant.EPOCH);
        assertThat(forged.toString()).doesNotContain("\n", "\r");
    }

    @Test
    void anotherConsumerObservesTheLetters() {
        set("durable-streams.consumer.audit-letters.stream", LETTERS);
        FAILING.add("first 1");
        order("1");
        run(Audit.class, Letters.class);
        awaitReceived("letter {\"id\":\"1\"} " + Audit.class.getName() + ".first(" + Order.class.getName() + ")");
    }

    @Test
    void keepsBytesInBase64() {
        set(KEYS + "stream", "bytes");
        set(KEYS + "dead-letter", "lost/bytes");
        writer.create("bytes", CreateOptions.defaults());
        writer.append("bytes", StreamContent.bytes(new byte[] {0, (byte) 0xff}));
        run(Audit.class);
        await().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(writer.head("lost/bytes").contentType()).startsWith("application/json"));
        try (StreamReader reader =
                writer.open("lost/bytes", ReadOptions.live(org.streamlistening.LiveMode.LONG_POLL))) {
            JsonObject letter = reader.next().messages().get(0).json().asJsonObject();
            assertThat(letter.getBoolean("base64")).isTrue();
            assertThat(letter.getString("payload")).isEqualTo("AP8=");
        }
    }

    @Test
    void aListenerOfASessionFailsTheDeployment() {
        set("durable-streams.on-undecodable", "dead-letter");
        assertThatThrownBy(() -> run(Audit.class)).hasStackTraceContaining("DS-046");
    }

    @Test
    void itsOwnStreamIsNoDeadLetterStream() {
        set(KEYS + "dead-letter", "orders");
        assertThatThrownBy(() -> run(Audit.class))
                .hasStackTraceContaining("DS-002")
                .hasStackTraceContaining(KEYS + "dead-letter");
    }
}
