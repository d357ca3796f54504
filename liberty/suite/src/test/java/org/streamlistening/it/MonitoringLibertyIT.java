package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Open Liberty shows health, metrics and traces of streams if it has the features, and misses none of them otherwise. */
class MonitoringLibertyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void showsHealthMetricsAndTraces() throws Exception {
        try (TraceCollector collector = new TraceCollector();
                LibertyNode node = LibertyNode.start(
                        "monitored", "monitored-node", 9193, 0, Monitored.war(collector.configuration()))) {
            node.awaitReady();
            Monitored.append(node.uri(), 10);
            URI root = node.uri().resolve("/");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Monitored.get(root.resolve("health/ready")))
                            .contains("\"name\":\"durable-streams\"")
                            .contains("\"consumer.audit\":\"LIVE\"")
                            .contains("\"store\":\"WRITABLE\"")
                            .contains("\"status\":\"UP\""));
            assertThat(Monitored.get(root.resolve("health/live"))).contains("\"name\":\"durable-streams\"");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Monitored.get(root.resolve("metrics")))
                            .containsPattern("durable_streams_delivery_messages\\{[^}]*} 10\\.0")
                            .containsPattern("durable_streams_consumers\\{[^}]*status=\"LIVE\"[^}]*} 1\\.0")
                            .doesNotContain("secret-stream"));
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(collector.exported("/v1/traces")).contains("append").contains("deliver consumer 'audit'");
                assertThat(collector.exported("/v1/metrics")).contains("durable.streams.consumer.lag");
            });
            assertThat(node.messages()).contains("keeps its streams in memory").doesNotContain("[WARNING ]");
        }
    }

    @Test
    void startsWithoutNoiseWhereTheServerLacksTheFeatures() throws Exception {
        try (LibertyNode node = LibertyNode.start("consumers", "plain-node", 9193, 0, Monitored.war(""))) {
            node.awaitReady();
            Monitored.append(node.uri(), 10);
            Browser browser = new Browser(node.uri());
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(browser.look(Audit.Snapshot.class).received())
                                    .hasSize(10));
            assertThat(node.messages())
                    .doesNotContain("NoClassDefFoundError")
                    .doesNotContain("ClassNotFoundException")
                    .doesNotContain("[WARNING ]");
        }
    }
}
