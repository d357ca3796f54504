package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** The streams of the embedded server are in the default data source of the server. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class DatabaseStreamsIT {

    private static final URI APPLICATION = Deployments.uri("transfers");

    private final Browser browser = new Browser(APPLICATION);
    private final DurableStreamsClient streams = DurableStreamsClient.builder(APPLICATION.resolve("streams"))
            .transport(ClientTransport.JAVA_NET_HTTP)
            .build();

    @Deployment(testable = false)
    static WebArchive transfers() {
        return Deployments.application("transfers.war", """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=all
                        durable-streams.embedded.data-source=java:comp/DefaultDataSource
                        """).addClasses(TransferServlet.class);
    }

    @AfterEach
    void closeClient() {
        streams.close();
    }

    private String read(String stream) {
        return browser.get("streams/" + stream);
    }

    /** Appends twice in a transaction of the application, which stays open. */
    private CompletableFuture<String> appendInTransaction(String stream) {
        CompletableFuture<String> transaction =
                CompletableFuture.supplyAsync(() -> browser.call("append", "stream", stream, "text", "in"));
        browser.call("await");
        return transaction;
    }

    @Test
    void anAppendInATransactionIsSeenAfterTheCommit() throws Exception {
        streams.create("committed", CreateOptions.defaults().contentType("text/plain"));
        streams.append("committed", StreamContent.text("out "));
        String next = streams.head("committed").nextOffset().value();
        CompletableFuture<String> reader =
                CompletableFuture.supplyAsync(() -> browser.get("streams/committed?live=long-poll&offset=" + next));
        CompletableFuture<String> transaction = appendInTransaction("committed");
        assertThat(read("committed")).isEqualTo("out ");
        assertThat(reader).isNotDone();
        browser.call("commit");
        transaction.get(30, TimeUnit.SECONDS);
        assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo("inin");
        assertThat(read("committed")).isEqualTo("out inin");
    }

    @Test
    void anAppendIsGoneAfterTheRollback() throws Exception {
        streams.create("rolled-back", CreateOptions.defaults().contentType("text/plain"));
        CompletableFuture<String> transaction = appendInTransaction("rolled-back");
        browser.call("rollback");
        transaction.get(30, TimeUnit.SECONDS);
        assertThat(read("rolled-back")).isEmpty();
        streams.append("rolled-back", StreamContent.text("out"));
        assertThat(read("rolled-back")).isEqualTo("out");
    }
}
