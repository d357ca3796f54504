package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** A consumer keeps its position in the default data source of the server, in the transactions of its deliveries. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ConsumerDatabaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Jsonb JSONB = JsonbBuilder.create();
    private static final String STREAM = "entries";

    private final Browser browser = new Browser(Deployments.uri("ledger"));
    private final DurableStreamsClient streams = DurableStreamsClient.builder(
                    Deployments.uri("ledger").resolve("streams"))
            .transport(ClientTransport.JAVA_NET_HTTP)
            .build();

    @Deployment(testable = false)
    static WebArchive ledger() {
        return Deployments.application("ledger.war", """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=all
                        durable-streams.consumers.data-source=java:comp/DefaultDataSource
                        durable-streams.consumer.ledger.stream=%s
                        """.formatted(STREAM))
                .addClasses(Token.class, Ledger.class)
                .addClasses(Ledger.class.getDeclaredClasses())
                .addClasses(LedgerServlet.class, LedgerServlet.Rows.class);
    }

    @BeforeEach
    void createTable() {
        browser.call("execute", "sql", "create table delivery (number integer not null, process bigint not null)");
        // The consumer waits for the stream, and so for the table of its observer.
        streams.create(STREAM, CreateOptions.json());
    }

    @AfterEach
    void closeClient() {
        streams.close();
    }

    private void append(int from, int to) {
        IntStream.range(from, to)
                .forEach(index -> streams.append(STREAM, StreamContent.json("{\"index\":" + index + "}")));
    }

    private List<String> select(String sql) {
        return JSONB.fromJson(browser.call("select", "sql", sql), LedgerServlet.Rows.class)
                .values();
    }

    private void awaitRows(int count) {
        List<String> numbers =
                IntStream.range(0, count).mapToObj(String::valueOf).toList();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(select("select number from delivery order by number"))
                        .isEqualTo(numbers));
    }

    private int deliveries() {
        return browser.look(Ledger.Snapshot.class).deliveries();
    }

    @Test
    void anObserverAndThePositionShareOneTransaction() {
        append(0, 100);
        awaitRows(100);
        assertThat(deliveries()).isEqualTo(100);
        browser.call("fail");
        append(100, 110);
        awaitRows(110);
        assertThat(deliveries())
                .as("one message was rolled back, and came again")
                .isEqualTo(111);
        // The library made its table, with the row of the consumer.
        assertThat(select("select stream_id from durable_streams_consumer where consumer = 'consumers/ledger'"))
                .containsExactly(STREAM);
        assertThat(browser.look(Ledger.Snapshot.class).status()).isEqualTo("LIVE");
    }
}
