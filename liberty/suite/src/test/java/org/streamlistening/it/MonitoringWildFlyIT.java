package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** WildFly shows the health of streams in a configuration that has MicroProfile Health, and misses it in no other one. */
class MonitoringWildFlyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void showsHealth() throws Exception {
        try (WildFlyNode node = WildFlyNode.start("standalone-microprofile.xml", Monitored.war(""))
                .awaitReady()) {
            deliverTen(node);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(Monitored.get(node.management().resolve("health/ready")))
                                    .containsPattern("\"name\" ?: ?\"durable-streams\"")
                                    .containsPattern("\"consumer.audit\" ?: ?\"LIVE\"")
                                    .containsPattern("\"status\" ?: ?\"UP\""));
            assertThat(Monitored.get(node.management().resolve("health/live")))
                    .containsPattern("\"name\" ?: ?\"durable-streams\"");
            assertQuiet(node);
        }
    }

    @Test
    void startsWithoutNoiseWhereTheServerLacksMicroProfile() throws Exception {
        try (WildFlyNode node =
                WildFlyNode.start("standalone.xml", Monitored.war("")).awaitReady()) {
            deliverTen(node);
            assertQuiet(node);
        }
    }

    private static void deliverTen(WildFlyNode node) {
        Monitored.append(node.uri(), 10);
        Browser browser = new Browser(node.uri());
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(browser.look(Audit.Snapshot.class).received())
                                .hasSize(10));
    }

    private static void assertQuiet(WildFlyNode node) throws Exception {
        assertThat(node.messages())
                .contains("keeps its streams in memory")
                .doesNotContain("NoClassDefFoundError")
                .doesNotContain("ClassNotFoundException");
        assertThat(node.messages().lines().filter(line -> line.contains("org.streamlistening")))
                .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }
}
