package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.derby.drda.NetworkServerControl;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Two servers share their sessions in a database; a third one, which Arquillian manages, has the streams. */
@Tag("crash")
@ExtendWith(ArquillianExtension.class)
class SharedSessionsLibertyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The number of the message that a bean changed while it was serialised. */
    private static final String NOT_WRITTEN = "SESN0184I";

    private static final URI STREAMS = Deployments.uri("elsewhere").resolve("streams");

    private static NetworkServerControl database;
    private static int databasePort;

    private final String stream = "shared/" + UUID.randomUUID();
    private final DurableStreamsClient streams = DurableStreamsClient.builder(STREAMS)
            .transport(ClientTransport.JAVA_NET_HTTP)
            .build();
    private final List<LibertyNode> nodes = new ArrayList<>();
    private LibertyNode first;
    private LibertyNode second;
    private Browser browser;

    @Deployment(testable = false)
    static WebArchive elsewhere() {
        return Deployments.application(
                "elsewhere.war", "durable-streams.embedded.enabled=true\ndurable-streams.embedded.access=all\n");
    }

    @BeforeAll
    static void startDatabase() throws Exception {
        databasePort = freePort();
        database = new NetworkServerControl(InetAddress.getByName("localhost"), databasePort);
        database.start(null);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            database.ping();
            return true;
        });
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.shutdown();
    }

    @BeforeEach
    void startNodes() throws Exception {
        streams.create(stream, CreateOptions.json());
        // One after the other: each creates the table of the sessions if it does not exist.
        first = start("node1");
        second = start("node2");
        browser = new Browser(first.uri());
    }

    @AfterEach
    void killNodes() {
        nodes.forEach(LibertyNode::close);
        streams.close();
    }

    private LibertyNode start(String name) throws Exception {
        LibertyNode node = LibertyNode.start(
                "node", name, freePort(), databasePort, Deployments.control("node.war", """
                durable-streams.url=%s
                durable-streams.handover=cluster/handover
                """.formatted(STREAMS)));
        // Before the wait: a node that does not get ready in time must be killed, too.
        nodes.add(node);
        return node.awaitReady();
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private void append(int from, int to) {
        IntStream.range(from, to)
                .forEach(index -> streams.append(stream, StreamContent.json("{\"index\":" + index + "}")));
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    private static List<Integer> distinct(Browser session) {
        return session.look().tokens().stream().distinct().toList();
    }

    private static int delivered(LibertyNode node, String instance) {
        return Integer.parseInt(new Browser(node.uri()).call("count", "instance", instance));
    }

    @Test
    void continuesWithoutLossOnAnotherServerAfterAKill() {
        // Creates and stores the session's beans before it listens.
        String instance = browser.look().instance();
        browser.call("listen", "stream", stream);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> {
            int written = 0;
            while (!enough.get()) {
                append(written, ++written);
            }
            return written;
        });
        await().atMost(PATIENCE).until(() -> browser.look().tokens().size() > 50);
        int seen = browser.look().tokens().size();
        await().atMost(PATIENCE).until(() -> delivered(first, instance) > seen + 20);
        first.kill();
        // Open Liberty would have stored a session without beans, see src/docs/cluster.md.
        assertThat(first.messages()).doesNotContain(NOT_WRITTEN);
        Browser moved = new Browser(second.uri(), browser);
        ReceivedEvents.Snapshot there = moved.look();
        assertThat(there.instance()).isEqualTo(instance);
        assertThat(there.tokens()).hasSizeGreaterThanOrEqualTo(seen);
        await().atMost(PATIENCE)
                .until(() -> moved.look().tokens().size() > there.tokens().size());
        enough.set(true);
        int written = writing.join();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(distinct(moved)).isEqualTo(numbers(written)));
        // The messages that the last request on the first server saw are not delivered again, except the last ones.
        assertThat(delivered(second, instance)).isLessThan(written - seen / 2);
    }

    @Test
    void deliversOnOneOfTwoLiveServersAtATime() {
        String instance = browser.look().instance();
        browser.call("listen", "stream", stream);
        append(0, 20);
        await().atMost(PATIENCE).until(() -> browser.look().tokens().size() == 20);
        // These are in the memory of the first server only, since no request of the session stored them.
        append(20, 40);
        await().atMost(PATIENCE).until(() -> delivered(first, instance) == 40);
        Browser moved = new Browser(second.uri(), browser);
        assertThat(moved.look().tokens()).hasSizeLessThan(40);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(distinct(moved)).isEqualTo(numbers(40)));
        append(40, 60);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(distinct(moved)).isEqualTo(numbers(60)));
        assertThat(delivered(first, instance)).isEqualTo(40);
    }
}
