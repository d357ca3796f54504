package org.streamlistening.sample.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ModelCallTest {

    private static final HttpRequest REQUEST = HttpRequest.builder()
            .method(HttpMethod.POST)
            .url("http://localhost/v1/chat/completions")
            .body("{}")
            .build();

    private final List<Throwable> errors = new ArrayList<>();
    private final ServerSentEventListener listener = errors::add;
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<InputStream> read = new ArrayList<>();

    private ModelCall call(CompletableFuture<HttpResponse<InputStream>> response) {
        return new ModelCall(request -> response, tasks::add, Duration.ofSeconds(1));
    }

    private static HttpResponse<InputStream> response(InputStream body) {
        return (HttpResponse<InputStream>) Proxy.newProxyInstance(
                HttpResponse.class.getClassLoader(),
                new Class<?>[] {HttpResponse.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "statusCode" -> 200;
                    case "body" -> body;
                    default -> java.net.http.HttpHeaders.of(java.util.Map.of(), (name, value) -> true);
                });
    }

    @Test
    void readsAResponseThatIsThereAlreadyOnAThreadOfTheExecutor() {
        InputStream body = new ByteArrayInputStream(new byte[0]);
        call(CompletableFuture.completedFuture(response(body))).execute(REQUEST, (in, to) -> read.add(in), listener);
        // The caller takes the pieces: if it read the response, no thread would take them.
        assertThat(read).isEmpty();
        tasks.forEach(Runnable::run);
        assertThat(read).containsExactly(body);
        assertThat(errors).isEmpty();
    }

    @Test
    void cancelsARequestWithoutAResponse() {
        CompletableFuture<HttpResponse<InputStream>> never = new CompletableFuture<>();
        ModelCall call = call(never);
        call.cancel();
        call.execute(REQUEST, (in, to) -> read.add(in), listener);
        call.cancel();
        call.cancel();
        assertThat(never).isCancelled();
    }

    @Test
    void closesAResponseThatItCannotCancel() {
        List<String> closed = new ArrayList<>();
        InputStream body = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed.add("closed");
            }
        };
        ModelCall call = call(CompletableFuture.completedFuture(response(body)));
        call.execute(REQUEST, (in, to) -> read.add(in), listener);
        call.cancel();
        assertThat(closed).containsExactly("closed");
    }
}
