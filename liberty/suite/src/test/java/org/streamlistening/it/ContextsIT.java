package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
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

/** The contexts of an observer: naming, user and transactions of the application, and a request of its own. */
@ExtendWith(ArquillianExtension.class)
class ContextsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final URI APPLICATION = Deployments.uri("contexts");

    private final String stream = "contexts/" + UUID.randomUUID();
    private final Browser anna = new Browser(APPLICATION).as("anna", "annas-word");
    private final DurableStreamsClient streams = DurableStreamsClient.builder(APPLICATION.resolve("streams"))
            .transport(ClientTransport.JAVA_NET_HTTP)
            .build();

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.application("contexts.war", """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=all
                        """)
                .addClasses(Token.class, ObserverContext.class, ObserverContextServlet.class)
                .setWebXML("contexts-web.xml");
    }

    @BeforeEach
    void createStream() {
        streams.create(stream, CreateOptions.json());
    }

    @AfterEach
    void closeClient() {
        streams.close();
    }

    private void append(int index) {
        streams.append(stream, StreamContent.json("{\"index\":" + index + "}"));
    }

    private ObserverContext.Snapshot awaitTransactions(int count) {
        await().atMost(PATIENCE)
                .until(() ->
                        anna.look(ObserverContext.Snapshot.class).transactions().size() == count);
        return anna.look(ObserverContext.Snapshot.class);
    }

    @Test
    void looksUpNamesOfTheApplication() {
        anna.call("listen", "stream", stream);
        append(0);
        assertThat(awaitTransactions(1).names()).containsExactly("nothing is lost");
    }

    @Test
    void runsAsTheCallerOfListen() {
        assertThat(anna.call("user")).isEqualTo("anna");
        anna.call("listen", "stream", stream);
        append(0);
        assertThat(awaitTransactions(1).callers()).containsExactly("anna");
    }

    @Test
    void runsEachDeliveryInItsOwnRequest() {
        anna.call("listen", "stream", stream);
        append(0);
        awaitTransactions(1);
        append(1);
        ObserverContext.Snapshot seen = awaitTransactions(2);
        assertThat(seen.requests()).doesNotHaveDuplicates().doesNotContain(seen.request());
    }

    @Test
    void commitsWhenTheObserverReturnsAndRollsBackWhenItThrows() {
        anna.call("fail");
        anna.call("listen", "stream", stream);
        append(0);
        assertThat(awaitTransactions(2).transactions()).containsExactly("0 rolled back", "0 committed");
    }
}
