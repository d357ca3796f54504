package org.streamlistening.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** An application with a consumer and an embedded server, for monitoring systems to look at. */
final class Monitored {

    private static final String STREAM = "secret-stream";

    private Monitored() {}

    /** @param configuration besides that of its streams */
    static WebArchive war(String configuration) {
        return AuditDeployment.war("node.war", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                durable-streams.consumer.audit.stream=%s
                %s""".formatted(STREAM, configuration), AuditDeployment.file());
    }

    /** Appends messages over HTTP. */
    static void append(URI application, int count) {
        try (DurableStreamsClient streams = DurableStreamsClient.builder(application.resolve("streams"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build()) {
            streams.createIfMissing(STREAM, CreateOptions.json());
            for (int index = 0; index < count; index++) {
                streams.append(STREAM, StreamContent.json("{\"index\":" + index + "}"));
            }
        }
    }

    /** The body of a page, whatever its status. */
    static String get(URI page) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(page)
                                .header("Accept", "text/plain, application/json;q=0.5")
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
