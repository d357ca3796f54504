package org.streamlistening.internal.session.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamReader;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess.Operation;
import org.streamlistening.support.Application;

/**
 * Sessions that move to this server and from it. The test acts as the other server: it reads and writes the notices.
 */
class HandoverListeningTest {

    private static final String URL = "durable-streams.url";
    private static final String HANDOVER = "durable-streams.handover";
    private static final String TIMEOUT = "durable-streams.timeout";
    private static final String DELAY = "durable-streams.retry.max-delay";
    private static final String PATIENCE = "durable-streams.handover.patience";

    /** The operations on the hand-over stream that get a 401. */
    private final Set<Operation> rejected = ConcurrentHashMap.newKeySet();

    private final AtomicInteger reads = new AtomicInteger();

    private JettyServer server;
    private DurableStreamsClient client;
    private Application application;
    private Application.Session session;

    @BeforeEach
    void start() {
        server = JettyServer.start(ServerOptions.builder()
                .access((operation, stream, request) -> !stream.equals("handover") || permits(operation))
                .build());
        client = DurableStreamsClient.builder(server.uri("/")).build();
        client.create("s", CreateOptions.json());
        client.create("t", CreateOptions.json());
        client.create("handover", CreateOptions.json());
        System.setProperty(URL, server.uri("/").toString());
        System.setProperty(HANDOVER, "handover");
        System.setProperty(PATIENCE, "1h");
        System.setProperty(TIMEOUT, "200ms");
        System.setProperty(DELAY, "20ms");
        application = new Application(Words.class);
        // The second read begins after the response to the first: this server receives claims from then on.
        await().until(() -> reads.get() > 1);
        session = application.session();
    }

    private boolean permits(Operation operation) {
        if (operation == Operation.READ) {
            reads.incrementAndGet();
        }
        return !rejected.contains(operation);
    }

    @AfterEach
    void stop() {
        application.close();
        client.close();
        server.close();
        List.of(URL, HANDOVER, PATIENCE, TIMEOUT, DELAY).forEach(System::clearProperty);
    }

    /** A message. */
    public record Word(String text) {}

    /** Records the messages that its session observed. */
    @SessionScoped
    public static class Words implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        private final CopyOnWriteArrayList<String> words = new CopyOnWriteArrayList<>();

        void onWord(@Observes @StreamListening Word word) {
            words.add(word.text());
        }

        public StreamListener stream() {
            return stream;
        }

        public List<String> words() {
            return List.copyOf(words);
        }
    }

    private void listen(String stream) {
        session.run(() -> bean().stream().listen(stream));
    }

    private Words bean() {
        return session.bean(Words.class);
    }

    private List<String> words() {
        return session.request(() -> bean().words());
    }

    private void stays(List<String> words) {
        await().during(Duration.ofMillis(300)).until(() -> words().equals(words));
    }

    private void append(String stream, String word) {
        client.append(stream, StreamContent.json("{\"text\":\"" + word + "\"}"));
    }

    private List<JsonObject> notices() {
        try (StreamReader reader = client.open("handover", ReadOptions.catchUp())) {
            return reader.next().messages().stream()
                    .map(message -> message.json().asJsonObject())
                    .toList();
        }
    }

    /** The claims of this server, once their number is {@code count}. */
    private List<String> claims(int count) {
        return await().until(
                        () -> notices().stream()
                                .filter(notice -> notice.getString("kind").equals("CLAIM"))
                                .map(notice -> notice.getString("claim"))
                                .toList(),
                        claims -> claims.size() == count);
    }

    private void say(String kind, String claim) throws Exception {
        String key = session.request(() -> bean().stream().getSessionKey());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        client.append("handover", StreamContent.json("""
                {"kind": "%s", "listener": "%s", "claim": "%s"}""".formatted(
                        kind, HexFormat.of().formatHex(hash), claim)));
    }

    private boolean released(String claim) {
        return notices().stream()
                .anyMatch(notice -> notice.getString("kind").equals("RELEASE")
                        && notice.getString("claim").equals(claim));
    }

    @Test
    void aMovedSessionContinuesWhenThePreviousOwnerReleasesIt() throws Exception {
        listen("s");
        append("s", "a");
        await().until(() -> words().equals(List.of("a")));
        session.passivate();
        append("s", "b");
        assertThat(words()).containsExactly("a");
        String claim = claims(1).get(0);
        append("s", "c");
        stays(List.of("a"));
        say("RELEASE", claim);
        await().until(() -> words().equals(List.of("a", "b", "c")));
        assertThat(claims(1)).containsExactly(claim);
    }

    @Test
    void aMovedSessionThatListensToAnotherStreamReadsItWhenTheOtherServerReleases() throws Exception {
        listen("s");
        append("t", "first");
        session.passivate();
        listen("t");
        String claim = claims(1).get(0);
        assertThat(session.<StreamStatus>request(() -> bean().stream().getStatus()))
                .isEqualTo(StreamStatus.CONNECTING);
        stays(List.of());
        say("RELEASE", claim);
        await().until(() -> words().equals(List.of("first")));
        append("s", "not this");
        append("t", "second");
        await().until(() -> words().equals(List.of("first", "second")));
    }

    @Test
    void aMovedSessionWithoutASubscriptionIsClaimedBeforeItListens() throws Exception {
        session.run(() -> bean().stream().stop());
        session.passivate();
        listen("s");
        append("s", "a");
        String claim = claims(1).get(0);
        stays(List.of());
        say("RELEASE", claim);
        await().until(() -> words().equals(List.of("a")));
    }

    @Test
    void aReleasedSessionReceivesNothingUntilItReturns() throws Exception {
        listen("s");
        append("s", "a");
        await().until(() -> words().equals(List.of("a")));
        say("CLAIM", "theirs");
        await().until(() -> released("theirs"));
        append("s", "b");
        // This is a request to this server again.
        assertThat(words()).containsExactly("a");
        String back = claims(2).get(1);
        stays(List.of("a"));
        say("RELEASE", back);
        await().until(() -> words().equals(List.of("a", "b")));
    }

    @Test
    void theLastClaimWinsWithAnyCopyOfTheSession() throws Exception {
        listen("s");
        session.passivate();
        assertThat(words()).isEmpty();
        say("RELEASE", claims(1).get(0));
        append("s", "a");
        await().until(() -> words().equals(List.of("a")));
        // From a server that activated an older copy of the session.
        say("CLAIM", "from an old copy");
        await().until(() -> released("from an old copy"));
    }

    @Test
    void receivesClaimsAgainAfterItsReadsWereRejected() throws Exception {
        listen("s");
        append("s", "a");
        await().until(() -> words().equals(List.of("a")));
        try (Logged logged = Logged.warnings()) {
            rejected.add(Operation.READ);
            await().until(() -> logged.sentences().stream().anyMatch(sentence -> sentence.startsWith("DS-036")));
            say("CLAIM", "meanwhile");
            rejected.clear();
        }
        await().until(() -> released("meanwhile"));
        say("CLAIM", "later");
        append("s", "b");
        assertThat(words()).containsExactly("a");
    }

    @Test
    void claimsWhenItsAppendsAreNoLongerRejected() throws Exception {
        listen("s");
        session.passivate();
        rejected.add(Operation.APPEND);
        try (Logged logged = Logged.warnings()) {
            assertThat(words()).isEmpty();
            await().until(() -> logged.sentences().stream().anyMatch(sentence -> sentence.startsWith("DS-035")));
        }
        rejected.clear();
        append("s", "a");
        say("RELEASE", claims(1).get(0));
        await().until(() -> words().equals(List.of("a")));
    }

    @Test
    void createsTheStreamAgainAfterItWasDeleted() throws Exception {
        listen("s");
        await().until(() -> session.request(() -> bean().stream().getStatus()) == StreamStatus.LIVE);
        client.delete("handover");
        await().ignoreExceptions().until(() -> client.head("handover") != null);
        say("CLAIM", "in the new one");
        await().until(() -> released("in the new one"));
    }
}
