package org.streamlistening.internal.cdi;

import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;
import org.streamlistening.support.Application;
import org.streamlistening.support.TcpProxy;

/** A server of streams, and applications with consumers that use it. For the thread of one test. */
final class ConsumerServers implements AutoCloseable {

    private final JettyServer server = JettyServer.start(
            ServerOptions.builder().access(StreamAccess.everything()).build());
    private final DurableStreamsClient client =
            DurableStreamsClient.builder(server.uri("/")).build();
    private final Set<String> configured = new HashSet<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /** With the default lease, so that a server that gets no processor for a while loses no claim; and short pauses. */
    ConsumerServers() {
        configure("durable-streams.url", server.uri("/").toString());
        configure("durable-streams.retry.max-delay", "50ms");
    }

    /** For applications whose claims end in the test. On a busy machine, they can end without a reason of the test too. */
    void shortLease() {
        configure("durable-streams.consumers.lease", "2s");
    }

    /** For the applications that start later. */
    void configure(String key, String value) {
        configured.add(key);
        System.setProperty(key, value);
    }

    /** For the applications that start later. */
    void unset(String key) {
        System.clearProperty(key);
    }

    DurableStreamsClient client() {
        return client;
    }

    Application start(Class<?>... classes) {
        Application application = new Application(classes);
        running.push(application);
        return application;
    }

    /** A network of its own for the applications that start later. */
    TcpProxy network() {
        TcpProxy proxy = new TcpProxy(server.uri("/").getPort());
        running.push(proxy);
        configure("durable-streams.url", "http://127.0.0.1:" + proxy.port() + "/");
        return proxy;
    }

    void stop(Application application) {
        running.remove(application);
        application.close();
    }

    /** A stream of these numbers. */
    void create(String stream, int from, int to) {
        client.create(stream, CreateOptions.json());
        append(stream, from, to);
    }

    void append(String stream, int from, int to) {
        if (from < to) {
            client.append(stream, StreamContent.json(numbers(from, to)));
        }
    }

    /** As JSON: each is an order with this number. */
    private static String numbers(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> "{\"number\":" + number + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    static StreamConsumer consumer(Application application, String name) {
        return application
                .container()
                .select(StreamConsumer.class, StreamConsuming.Literal.of(name))
                .get();
    }

    static void awaitStatus(StreamConsumer consumer, StreamStatus status) {
        await().alias(consumer.getName() + " is " + status).until(consumer::getStatus, status::equals);
    }

    /** The threads of the library, without those of servers. */
    static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("durable-streams-"))
                .filter(thread -> !thread.getName().startsWith("durable-streams-server"))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        try {
            for (AutoCloseable one : running) {
                one.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            client.close();
            server.close();
            configured.forEach(System::clearProperty);
        }
    }
}
