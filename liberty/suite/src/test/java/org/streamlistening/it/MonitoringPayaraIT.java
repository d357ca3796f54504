package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Payara shows metrics of streams, and their health if the application has a REST resource. */
@ExtendWith(ArquillianExtension.class)
class MonitoringPayaraIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final URI APPLICATION = Deployments.uri("node");
    private static final URI ROOT = APPLICATION.resolve("/");

    @Deployment(testable = false)
    static WebArchive application() {
        return Monitored.war("").addClasses(RestApplication.class, RestApplication.Hello.class);
    }

    @Test
    void showsHealthAndMetrics() throws Exception {
        Monitored.append(APPLICATION, 10);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Monitored.get(ROOT.resolve("health/ready")))
                        .containsPattern("\"name\" ?: ?\"durable-streams\"")
                        .containsPattern("\"consumer.audit\" ?: ?\"LIVE\"")
                        .containsPattern("\"status\" ?: ?\"UP\""));
        assertThat(Monitored.get(ROOT.resolve("health/live"))).containsPattern("\"name\" ?: ?\"durable-streams\"");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Monitored.get(ROOT.resolve("metrics")))
                        .containsPattern("durable_streams_delivery_messages\\w*\\{[^}]*} 10")
                        .containsPattern("durable_streams_consumers\\{[^}]*status=\"LIVE\"[^}]*} 1")
                        .doesNotContain("secret-stream"));
    }
}
