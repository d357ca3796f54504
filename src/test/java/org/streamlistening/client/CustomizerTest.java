package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.status;

import jakarta.ws.rs.client.ClientRequestFilter;
import java.net.http.HttpClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The changes that an application can make to the underlying HTTP client. */
class CustomizerTest {

    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void aFilterOfTheApplicationSeesEveryRequest() {
        AtomicInteger built = new AtomicInteger();
        ClientRequestFilter filter =
                request -> request.getHeaders().putSingle("X-Filter", request.getHeaderString("X-Tenant") + "!");
        try (DurableStreamsClient client = DurableStreamsClient.builder(server.base())
                .header("X-Tenant", "blue")
                .customize(builder -> builder.register(filter))
                .customize(builder -> {
                    built.incrementAndGet();
                    return builder;
                })
                .build()) {
            server.respondsWith(status(204).next("1"), json("[1]").next("1").upToDate());
            client.append("chat", StreamContent.json("1"));
            client.open("chat", ReadOptions.catchUp()).next();
        }
        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.header("X-Filter")).isEqualTo("blue!"));
        assertThat(built).hasValue(2);
    }

    @Test
    void noCustomizerSendsCredentialsToTheTargetOfARedirect() {
        try (ScriptedServer elsewhere = new ScriptedServer();
                DurableStreamsClient client = DurableStreamsClient.builder(server.base())
                        .transport(ClientTransport.JAVA_NET_HTTP)
                        .customizeJdk(builder -> builder.followRedirects(HttpClient.Redirect.ALWAYS))
                        .build()) {
            server.respondsWith(status(307).header("Location", elsewhere.base() + "chat"));
            assertThatThrownBy(() -> client.head("chat")).hasMessageContaining("redirects");
            assertThat(elsewhere.accepted()).isZero();
        }
    }
}
