package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Consumers start with their application, end with it, and go on where its last deployment ended. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ConsumersIT {

    private static final int DEPLOYMENTS = 10;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Jsonb JSONB = JsonbBuilder.create();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "orders", order = 1, testable = false)
    static WebArchive server() {
        return Deployments.server("orders.war", "/orders", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                """);
    }

    @Deployment(name = "audit", managed = false, testable = false)
    static WebArchive ofOtherServer() {
        return audit("audit.war", "durable-streams.url=" + Deployments.uri("orders") + "streams/\n");
    }

    @Deployment(name = "own-audit", managed = false, testable = false)
    static WebArchive ofOwnServer() {
        return audit("own-audit.war", "durable-streams.embedded.enabled=true\n");
    }

    private static WebArchive audit(String name, String configuration) {
        return Deployments.application(name, configuration + "durable-streams.consumer.audit.stream=orders\n")
                .addClasses(OrderAudit.class, OrderAudit.Snapshot.class, OrderAuditServlet.class);
    }

    private static OrderAudit.Snapshot look(String application) {
        String json = new Browser(Deployments.uri(application)).call("look");
        return JSONB.fromJson(json, OrderAudit.Snapshot.class);
    }

    /** The first request finds that the consumer has done its work. */
    @Test
    void deliversBeforeTheFirstRequest() throws InterruptedException {
        deployer.deploy("own-audit");
        try {
            // Not observable without a request.
            TimeUnit.SECONDS.sleep(5);
            OrderAudit.Snapshot first = look("own-audit");
            assertThat(first.requests()).isZero();
            assertThat(first.received()).containsExactly("-1, 0 requests before, context true");
            assertThat(first.status()).isEqualTo("LIVE");
        } finally {
            deployer.undeploy("own-audit");
        }
    }

    @Test
    void missesNothingAndRepeatsNothingInManyRedeployments() throws Exception {
        URI base = Deployments.uri("orders").resolve("streams/");
        try (DurableStreamsClient client = DurableStreamsClient.builder(base)
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build()) {
            client.createIfMissing(OrderAudit.ORDERS, CreateOptions.json());
            AtomicBoolean writing = new AtomicBoolean(true);
            CompletableFuture<Integer> written = CompletableFuture.supplyAsync(() -> write(client, writing));
            for (int i = 0; i < DEPLOYMENTS; i++) {
                int before = receipts(base).size();
                deployer.deploy("audit");
                try {
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> receipts(base).size() > before + 20);
                } finally {
                    deployer.undeploy("audit");
                }
            }
            writing.set(false);
            int count = written.get(60, TimeUnit.SECONDS);
            deployer.deploy("audit");
            try {
                List<Integer> all = IntStream.range(0, count).boxed().toList();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(receipts(base)).containsExactlyElementsOf(all));
            } finally {
                deployer.undeploy("audit");
            }
        }
    }

    private static int write(DurableStreamsClient client, AtomicBoolean writing) {
        int count = 0;
        while (writing.get()) {
            client.append(OrderAudit.ORDERS, StreamContent.json(String.valueOf(count)));
            count++;
            pause();
        }
        return count;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The orders that the application has received, in order. */
    private static List<Integer> receipts(URI base) {
        try {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(OrderAudit.RECEIPTS)).build();
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 404
                    ? List.of()
                    : List.of(JSONB.fromJson(response.body(), Integer[].class));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
