package org.streamlistening.internal.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.server.Http.TEXT;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpResponse;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.serve.servlet.AccessCheck;
import org.streamlistening.internal.serve.servlet.ServletBinding;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.StreamStore;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.server.Http;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** The response to a creation if the stream, or the request, ends before it. */
class CreateHandlerTest {

    private static final ServerOptions OPEN =
            ServerOptions.builder().access(StreamAccess.everything()).build();

    @Test
    void respondsCreatedAlthoughTheStreamWasDeletedBeforeTheResponse() throws Exception {
        LateOutcome store = new LateOutcome();
        try (JettyServer server = JettyServer.start(new Servlet(store, false))) {
            Http http = new Http(server);
            CompletableFuture<HttpResponse<String>> created =
                    CompletableFuture.supplyAsync(() -> http.put("/a", TEXT, "abc"));
            assertThat(store.kept.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(http.send("DELETE", "/a", new String[0], "").statusCode())
                    .isEqualTo(204);
            store.settle.countDown();
            assertThat(created.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            assertThat(created.get().headers().firstValue("Location"))
                    .contains(server.uri("/a").toString());
            assertThat(created.get().headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
            assertThat(created.get().headers().firstValue("Stream-Next-Offset")).isPresent();
            assertThat(http.get("/a").statusCode()).isEqualTo(404);
        }
    }

    /** Open Liberty keeps parts of a request per thread, and has none of them on the thread that reads a body. */
    @Test
    void usesNoPartOfTheRequestThatTheThreadOfItsBodyDoesNotHave() {
        try (JettyServer server = JettyServer.start(new Servlet(new MemoryStore(), true))) {
            Http http = new Http(server);
            String large = "x".repeat(1 << 20);
            assertThat(http.put("/a", TEXT, large).statusCode()).isEqualTo(201);
            HttpResponse<String> appended =
                    http.postInPieces("/a", Http.with(TEXT, "Stream-Seq", "1", "Stream-Closed", "true"), "y", large);
            assertThat(appended.statusCode()).isEqualTo(204);
            assertThat(appended.headers().firstValue("Stream-Closed")).contains("true");
            assertThat(http.postInPieces("/b", TEXT, "y", large).statusCode()).isEqualTo(404);
        }
    }

    /** A store in memory that settles creations only when the test permits it. */
    private static final class LateOutcome implements StreamStore {

        private final MemoryStore memory = new MemoryStore();
        private final CountDownLatch kept = new CountDownLatch(1);
        private final CountDownLatch settle = new CountDownLatch(1);

        @Override
        public Recovered recover(Supplier<List<StreamImage>> streams) {
            return memory.recover(streams);
        }

        @Override
        public void submit(StreamChange change, Outcome outcome) {
            memory.submit(change, change instanceof StreamChange.Created ? new Later(outcome) : outcome);
        }

        private final class Later implements Outcome {

            private final Outcome outcome;

            Later(Outcome outcome) {
                this.outcome = outcome;
            }

            @Override
            public void committed() {
                outcome.committed();
                kept.countDown();
            }

            @Override
            public void failed(StoreException reason) {
                outcome.failed(reason);
            }

            @Override
            public void settled() {
                CompletableFuture.runAsync(() -> {
                    try {
                        settle.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    outcome.settled();
                });
            }
        }

        @Override
        public StreamLog log(long stream) {
            return memory.log(stream);
        }

        @Override
        public StoreHealth health() {
            return memory.health();
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    /** The server in a container that discards the state of a request once the servlet has returned. */
    private static final class Servlet extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private final transient StreamResource protocol;
        private final boolean forgetful;

        Servlet(StreamStore store, boolean forgetful) {
            this.protocol = new StreamResource(OPEN, false, threads -> store);
            this.forgetful = forgetful;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            Thread caller = Thread.currentThread();
            boolean[] left = {false};
            HttpServletRequest seen =
                    forgetful ? new Forgotten(request, () -> left[0] || Thread.currentThread() != caller) : request;
            protocol.handle(ServletBinding.exchange(seen, response, new AccessCheck(OPEN.access())));
            left[0] = true;
        }

        @Override
        public void destroy() {
            protocol.close();
        }
    }

    private static final class Forgotten extends HttpServletRequestWrapper {

        private final BooleanSupplier forgotten;

        Forgotten(HttpServletRequest request, BooleanSupplier forgotten) {
            super(request);
            this.forgotten = forgotten;
        }

        private void check() {
            if (forgotten.getAsBoolean()) {
                throw new NullPointerException("the request is not there any more");
            }
        }

        @Override
        public StringBuffer getRequestURL() {
            check();
            return super.getRequestURL();
        }

        @Override
        public String getRequestURI() {
            check();
            return super.getRequestURI();
        }

        @Override
        public String getMethod() {
            check();
            return super.getMethod();
        }

        @Override
        public String getProtocol() {
            check();
            return super.getProtocol();
        }

        @Override
        public String getHeader(String name) {
            check();
            return super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            check();
            return super.getHeaders(name);
        }

        @Override
        public long getContentLengthLong() {
            check();
            return super.getContentLengthLong();
        }
    }
}
