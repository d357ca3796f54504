package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application uses its embedded server while it starts, independently of the host name in its first request. */
@Tag("load")
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class StartUpIT {

    private static final int PORT = Integer.getInteger("it.http.port");
    private static final String EMBEDDED = """
            durable-streams.embedded.enabled=true
            durable-streams.embedded.access=read
            """;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "opening", managed = false, testable = false)
    static WebArchive war() {
        return opening("opening");
    }

    @Deployment(name = "opening-shared", managed = false, testable = false)
    static EnterpriseArchive shared() {
        return Deployments.sharing("opening-shared.ear", opening("opening-shared"));
    }

    @Deployment(name = "circle", managed = false, testable = false)
    static WebArchive circle() {
        return Deployments.control(
                "circle.war", EMBEDDED + "durable-streams.url=http://localhost:" + PORT + "/circle/streams\n");
    }

    private static WebArchive opening(String name) {
        return Deployments.control(name + ".war", EMBEDDED).addClass(StartUpWriter.class);
    }

    /** The same streams are served to listeners and over HTTP. */
    @ParameterizedTest
    @ValueSource(strings = {"opening", "opening-shared"})
    void deliversMessagesThatWereAppendedBeforeTheFirstRequest(String application) throws Exception {
        assumeFalse(
                application.equals("opening-shared") && "payara".equals(System.getProperty("arquillian.launch")),
                "Payara Micro deploys no EAR");
        deployer.deploy(application);
        try {
            assertThat(forged("/" + application + "/control")).startsWith("HTTP/1.1 200");
            Browser session = new Browser(Deployments.uri(application));
            session.call("listen", "stream", StartUpWriter.STREAM);
            Tokens.await(session, 0, 1);
            session.call("append", "stream", StartUpWriter.STREAM, "from", 1, "to", 3);
            Tokens.await(session, 0, 3);
            assertThat(session.look().events()).doesNotContain("RETRYING");
            assertThat(overHttp(application)).isEqualTo("[{\"index\":0},{\"index\":1},{\"index\":2}]");
        } finally {
            deployer.undeploy(application);
        }
    }

    /** A request with forged host and forwarding headers. */
    private static String forged(String path) throws IOException {
        String form = "do=look";
        try (Socket connection = new Socket("localhost", PORT)) {
            connection
                    .getOutputStream()
                    .write(String.join(
                                    "\r\n",
                                    "POST " + path + " HTTP/1.1",
                                    "Host: localhost:1",
                                    "X-Forwarded-Proto: https",
                                    "X-Forwarded-Host: attacker.example",
                                    "X-Forwarded-Port: 1",
                                    "Forwarded: proto=https;host=attacker.example",
                                    "Content-Type: application/x-www-form-urlencoded",
                                    "Content-Length: " + form.length(),
                                    "Connection: close",
                                    "",
                                    form)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String overHttp(String application) throws Exception {
        URI stream = Deployments.uri(application).resolve("streams/" + StartUpWriter.STREAM);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(stream).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void rejectsTheUrlOfTheApplicationItself() {
        assertThatThrownBy(() -> deployer.deploy("circle")).isInstanceOf(Exception.class);
        assertThat(Stream.of("circle").map(Deployments::uri).map(uri -> new Browser(uri).send("look")))
                .allSatisfy(response -> assertThat(response.statusCode()).isEqualTo(404));
    }
}
