package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;

/** Two Open Liberty servers that run one consumer, their PostgreSQL, and a stream on a third server, which stays. */
final class ConsumerCluster implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres = postgres();
    private final DeliveryTable table = new DeliveryTable(postgres.getPostgresDatabase());
    private final DurableStreamsClient streams;
    private final String stream;
    private final LibertyCluster servers = new LibertyCluster();

    /**
     * @param server the base URI of the streams
     * @param name of the consumed stream, and of the servers
     */
    ConsumerCluster(URI server, String name) {
        this.stream = name;
        this.streams = DurableStreamsClient.builder(server)
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build();
        streams.create(stream, CreateOptions.json());
    }

    private static EmbeddedPostgres postgres() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts both servers.
     *
     * @param observers further beans of the application
     */
    void start(URI server, String configuration, Class<?>... observers) {
        WebArchive war = Deployments.application("node.war", """
                        durable-streams.url=%s
                        durable-streams.consumer.ledger.stream=%s
                        durable-streams.consumers.prefix=%s/checkpoints
                        """.formatted(server, stream, stream) + configuration)
                .addClasses(Token.class, Ledger.class)
                .addClasses(Ledger.class.getDeclaredClasses())
                .addClasses(observers)
                .addClasses(LedgerServlet.class, LedgerServlet.Rows.class);
        servers.start(stream, postgres.getPort(), war);
    }

    DeliveryTable table() {
        return table;
    }

    Appends append() {
        return new Appends(streams, stream);
    }

    static Ledger.Snapshot look(LibertyNode node) {
        return new Browser(node.uri()).look(Ledger.Snapshot.class);
    }

    /** Waits until one server delivers and the other stands by. */
    LibertyNode awaitDelivering() {
        await().atMost(PATIENCE)
                .until(() -> servers.nodes().stream()
                                .filter(ConsumerCluster::delivers)
                                .count()
                        == 1);
        return servers.nodes().stream()
                .filter(ConsumerCluster::delivers)
                .findFirst()
                .orElseThrow();
    }

    private static boolean delivers(LibertyNode node) {
        return !look(node).status().equals("STANDBY");
    }

    LibertyNode other(LibertyNode node) {
        return servers.other(node);
    }

    /** Waits until this server has delivered a message. */
    void awaitDelivery(LibertyNode node) {
        await().atMost(PATIENCE).until(() -> table.knows(node.pid()));
    }

    /** Kills the server that delivers with SIGKILL, waits until the other one delivers, and starts the killed one. */
    void killDelivering() {
        LibertyNode delivering = awaitDelivering();
        long pid = look(delivering).process();
        assertThat(delivering.pid()).as("the process of the server").isEqualTo(pid);
        assertThat(table.knows(pid)).as("has delivered").isTrue();
        LibertyCluster.kill(delivering);
        awaitDelivery(other(delivering));
        restart(delivering);
    }

    /** Starts a server that has ended, and waits until it stands by. */
    void restart(LibertyNode node) {
        servers.restart(node);
    }

    /** Waits for the last message, and kills both servers: nothing is delivered after that. */
    void awaitEnd(int written) {
        await().atMost(PATIENCE).until(() -> table.has(written - 1));
        servers.close();
    }

    @Override
    public void close() throws IOException {
        servers.close();
        streams.close();
        postgres.close();
    }
}
