package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.server.Http.JSON;
import static org.streamlistening.server.Http.TEXT;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page that cannot be read is answered with an error, and with nothing that a page says of itself. */
class UnreadablePagesTest {

    private static final ServerOptions OPTIONS = ServerOptions.builder()
            .access((operation, id, request) -> true)
            .longPollTimeout(Duration.ofMillis(50))
            .build();

    private final HeldStore store = new HeldStore();
    private volatile RuntimeException failure;
    private StreamProtocol protocol;
    private JettyServer server;
    private Http http;

    @BeforeEach
    void start() {
        store.readThrough(FailingLog::new);
        protocol = new StreamProtocol(OPTIONS, false, threads -> store);
        server = JettyServer.start(new Servlet());
        http = new Http(server);
    }

    @AfterEach
    void stop() {
        server.close();
        protocol.close();
    }

    @ParameterizedTest
    @CsvSource({
        "?offset=-1, 10",
        "?offset=-1, 100000",
        "?offset=-1&live=long-poll, 10",
        "?offset=-1&live=long-poll, 100000",
        "?offset=-1&live=sse, 10"
    })
    void areAnsweredWithAnErrorAndNoHeaderOfAPage(String query, int size) {
        http.put("/text", TEXT, "x".repeat(size));
        http.put("/json", JSON, '"' + "x".repeat(size) + '"');
        for (String path : new String[] {"/text", "/json"}) {
            failure = new UncheckedIOException(new IOException("the file is gone"));
            assertIsError(http.get(path + query), 500);
            failure = new Refusal(410, "not kept", Map.of(Headers.EARLIEST_OFFSET, "7"));
            HttpResponse<String> gone = http.get(path + query);
            assertIsError(gone, 410);
            assertThat(gone.headers().firstValue(Headers.EARLIEST_OFFSET)).hasValue("7");
            failure = null;
            assertThat(http.get(path + query.replace("sse", "long-poll")).body())
                    .contains("x".repeat(size));
        }
    }

    private static void assertIsError(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().map()).doesNotContainKeys("etag", "stream-next-offset", "stream-up-to-date");
        assertThat(answer.headers().map()).doesNotContainKeys("stream-closed", "stream-cursor", "x-accel-buffering");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .isEqualToIgnoringCase("text/plain;charset=UTF-8");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    private final class Servlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient Gate gate = new Gate(OPTIONS.access());

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            protocol.handle(ServletBinding.exchange(request, response, gate));
        }
    }

    private final class FailingLog extends ForwardingLog {

        FailingLog(StreamLog log) {
            super(log);
        }

        @Override
        public StreamBytes bytes(long from, long to) {
            StreamBytes bytes = super.bytes(from, to);
            return new StreamBytes() {
                @Override
                public long remaining() {
                    return bytes.remaining();
                }

                @Override
                public void writeNext(OutputStream out, int max) throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    bytes.writeNext(out, max);
                }
            };
        }
    }
}
