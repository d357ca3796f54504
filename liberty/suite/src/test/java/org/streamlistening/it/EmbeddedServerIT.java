package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Invalid configuration of the embedded server fails the deployment. */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(
        named = "arquillian.launch",
        matches = "liberty|payara",
        disabledReason = "its context root is configured for Open Liberty, and is the name of the WAR on Payara")
@RunAsClient
class EmbeddedServerIT {

    private static final Path STORE =
            Path.of(System.getProperty("suite.store")).toAbsolutePath().resolveSibling("shared-store");

    private static final Path LOG = Path.of(System.getProperty("server.log"));

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "first", managed = false, testable = false)
    static WebArchive first() {
        return Deployments.server("first.war", "/first", onDisk());
    }

    @Deployment(name = "second", managed = false, testable = false)
    static WebArchive second() {
        return Deployments.server("second.war", "/second", onDisk());
    }

    @Deployment(name = "unusable", managed = false, testable = false)
    static WebArchive unusable() {
        return Deployments.server(
                "unusable.war",
                "/unusable",
                "durable-streams.embedded.enabled=true\ndurable-streams.embedded.max-readers=many\n");
    }

    private static String onDisk() {
        return """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                durable-streams.embedded.store=%s
                """.formatted(STORE);
    }

    @Test
    void rejectsAnInvalidValue() {
        assertThatThrownBy(() -> deployer.deploy("unusable"))
                .hasStackTraceContaining("DS-002: durable-streams.embedded.max-readers is 'many', but must be");
    }

    @Test
    void rejectsASecondApplicationOnTheSameDirectory() throws Exception {
        String stream = "streams/" + Instant.now().toEpochMilli();
        deployer.deploy("first");
        try {
            assertThat(send("PUT", "/first/" + stream, "")).isEqualTo("201 ");
            assertThatThrownBy(() -> deployer.deploy("second")).isInstanceOf(DeploymentException.class);
            assertThat(send("GET", "/second/" + stream, "")).startsWith("404 ");
            assertThat(LOG)
                    .content()
                    .contains("DS-006: the embedded Durable Streams server cannot start: the stream store " + STORE
                            + " is in use: two servers cannot share one directory");
            assertThat(send("POST", "/first/" + stream, "kept")).isEqualTo("204 ");
        } finally {
            deployer.undeploy("first");
        }
        // The next deployment has the streams of the previous one.
        deployer.deploy("first");
        try {
            assertThat(send("GET", "/first/" + stream, "")).isEqualTo("200 kept");
        } finally {
            deployer.undeploy("first");
        }
    }

    private static String send(String method, String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + Integer.getInteger("it.http.port") + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "text/plain")
                .method(method, BodyPublishers.ofString(body))
                .build();
        var response = PlainHttp.client().build().send(request, BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
