package org.streamlistening.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.server.Http.TEXT;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.Logged;

/** Requests that cannot run asynchronously are rejected as a whole and leave nothing behind. */
class AsyncSupportTest {

    private static final ServerOptions OPTIONS = ServerOptions.builder()
            .access(StreamAccess.everything())
            .maxReaders(1)
            .build();

    @Test
    void rejectsEveryRequestAndNamesWhatIsMissing() {
        try (JettyServer server = JettyServer.startWithoutAsync(OPTIONS);
                Logged logged = Logged.warnings()) {
            Http http = new Http(server);
            assertRejected(http.put("/a", TEXT, "x"));
            assertRejected(http.post("/a", TEXT, "x"));
            assertRejected(http.get("/a?offset=now&live=long-poll"));
            assertRejected(http.get("/a"));
            assertThat(logged.sentences()).hasSize(1).allMatch(line -> line.contains("async-supported"));
        }
    }

    private static void assertRejected(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("the server's registration lacks async-supported\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"long-poll", "sse"})
    void aReaderThatCannotWaitDoesNotCountTowardTheLimit(String live) {
        WaitingFails servlet = new WaitingFails();
        try (JettyServer server = JettyServer.start(servlet)) {
            Http http = new Http(server);
            assertThat(http.put("/a", TEXT, "x").statusCode()).isEqualTo(201);
            for (int i = 0; i < 3; i++) {
                assertThat(http.get("/a?offset=now&live=" + live).statusCode()).isEqualTo(500);
            }
        }
    }

    /** The server in a container that reports asynchronous support and then fails to start it. */
    private static final class WaitingFails extends HttpServlet {

        private final transient DurableStreamsServlet server = new DurableStreamsServlet(OPTIONS);

        @Override
        public void init() throws ServletException {
            server.init(getServletConfig());
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            ServletRequest failing = new HttpServletRequestWrapper(request) {
                @Override
                public AsyncContext startAsync(ServletRequest some, ServletResponse response) {
                    if (request.getMethod().equals("GET")) {
                        throw new IllegalStateException("no reader can wait here");
                    }
                    return super.startAsync(some, response);
                }
            };
            server.service(failing, response);
        }

        @Override
        public void destroy() {
            server.destroy();
        }
    }
}
