package org.streamlistening.sample.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A model server on this machine, OpenAI-compatible as far as streaming needs it, whose answers a test scripts. */
public final class FakeModel implements AutoCloseable {

    /** What the server does with a request. */
    public interface Behaviour {
        void answer(Answer answer) throws Exception;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Behaviour behaviour =
            answer -> answer.pieces("Nothing ", "scripted.").done();

    public FakeModel() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    public FakeModel will(Behaviour next) {
        behaviour = next;
        return this;
    }

    /** The bodies of all requests. */
    public List<String> requests() {
        return requests;
    }

    /** The Authorization header of each request. */
    public List<String> keys() {
        return keys;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        try (exchange) {
            behaviour.answer(new Answer(exchange));
        } catch (IOException gone) {
            throw gone;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** One response. */
    public final class Answer {

        private final HttpExchange exchange;
        private boolean begun;

        private Answer(HttpExchange exchange) {
            this.exchange = exchange;
        }

        /** Sends an error with a body. */
        public void status(int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        /** Sends each piece as an event of its own, at once. */
        public Answer pieces(String... pieces) throws IOException {
            for (String piece : pieces) {
                String text = piece.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
                event(
                        "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                                + text + "\"}}]}");
            }
            return this;
        }

        public Answer event(String data) throws IOException {
            return raw("data: " + data + "\n\n");
        }

        public Answer raw(String text) throws IOException {
            if (!begun) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                begun = true;
            }
            OutputStream body = exchange.getResponseBody();
            body.write(text.getBytes(StandardCharsets.UTF_8));
            body.flush();
            return this;
        }

        public void done() throws IOException {
            finished("stop");
        }

        /** Ends the answer because it reached the limit of tokens. */
        public void cut() throws IOException {
            finished("length");
        }

        private void finished(String reason) throws IOException {
            event(
                    "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
                            + reason + "\"}]}");
            event("[DONE]");
        }

        /** Sends the headers, and comments as a proxy does, until the client closes the connection. */
        public void comments() throws IOException, InterruptedException {
            while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                raw(": keep-alive\n\n");
            }
        }

        /** Waits until a permit is there, or the server closes. */
        public Answer await(Semaphore permit) throws InterruptedException {
            permit.acquire();
            return this;
        }

        /** Sends nothing more, and keeps the connection. */
        public void hang() throws InterruptedException {
            closing.await();
        }
    }
}
