package org.streamlistening.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.testkit.ServerParts;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/**
 * The embedded server in the JVM of a test: in memory, with streams of its own, at a free port of the loopback
 * interface. A JUnit test gets one by {@link EnableStreamServer}; other code makes it, and closes it.
 *
 * <pre>{@code
 * server.create("chat/42");
 * server.append("chat/42", new Token("Hello "), new Token("world"));
 * server.next(3).ofStream("chat/42").answer(503);
 * }</pre>
 *
 * <p>Every caller has access to every stream. The methods of this class and {@link #client()} reach the server directly:
 * they never meet the faults that a test plans with {@link #next(int)}.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class TestStreamServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServerParts parts;
    private final DurableStreamsClient client;

    // Guarded by itself.
    private final Deque<AutoCloseable> applications = new ArrayDeque<>();

    /** Starts a server with the default options. */
    public TestStreamServer() {
        this(ServerOptions.builder().access(StreamAccess.everything()).build());
    }

    /** Starts a server with these options, such as a retention or a directory of the test. */
    public TestStreamServer(ServerOptions options) {
        parts = new ServerParts(options);
        client = DurableStreamsClient.builder(parts.direct()).build();
    }

    /** The base URL, for {@code durable-streams.url} and for clients over HTTP. It ends with a slash. */
    public URI uri() {
        return parts.uri();
    }

    /** The server without a socket, for {@link DurableStreamsClient#builder(InProcessServer)}; with the planned faults. */
    public InProcessServer inProcess() {
        return parts.faulty();
    }

    /** A client that meets no faults. It ends with the server. */
    public DurableStreamsClient client() {
        return client;
    }

    /** Creates an open stream of JSON messages. */
    public TestStreamServer create(String streamId) {
        return create(streamId, CreateOptions.json());
    }

    /** Creates a stream. */
    public TestStreamServer create(String streamId, CreateOptions options) {
        client.create(streamId, options);
        return this;
    }

    /** Appends each object as one message, encoded by JSON Binding. Creates the stream if it is missing. */
    public TestStreamServer append(String streamId, Object... messages) {
        createIfMissing(streamId, CreateOptions.json());
        client.appendAll(streamId, List.of(messages));
        return this;
    }

    /** Appends this content, such as JSON text as it comes from another program. Creates the stream if it is missing. */
    public TestStreamServer appendContent(String streamId, StreamContent content) {
        createIfMissing(streamId, CreateOptions.defaults().contentType(content.contentType()));
        client.append(streamId, content);
        return this;
    }

    private void createIfMissing(String streamId, CreateOptions options) {
        client.createIfMissing(streamId, options);
    }

    /** Closes a stream: its readers complete. */
    public TestStreamServer close(String streamId) {
        client.close(streamId);
        return this;
    }

    /** Deletes a stream: its readers get status 404. */
    public TestStreamServer delete(String streamId) {
        client.delete(streamId);
        return this;
    }

    /** Deletes a stream and creates it again, empty: the positions of its readers have lost their meaning. */
    public TestStreamServer recreate(String streamId) {
        return delete(streamId).create(streamId);
    }

    /** Plans a fault for the next request. */
    public PlannedFault next() {
        return next(1);
    }

    /**
     * Plans a fault for the next requests: those after the ones for which faults are planned already.
     *
     * @throws IllegalArgumentException if there is not at least one
     */
    public PlannedFault next(int requests) {
        if (requests < 1) {
            throw new IllegalArgumentException("a fault needs at least one request, not " + requests);
        }
        return new PlannedFault(parts.plan(), requests);
    }

    /** Plans a fault for every request until {@link #reset()}. */
    public PlannedFault always() {
        return new PlannedFault(parts.plan(), Integer.MAX_VALUE);
    }

    /** Forgets the faults that are still planned. */
    public TestStreamServer reset() {
        parts.plan().clear();
        return this;
    }

    /** How many requests will still meet a planned fault; {@link Integer#MAX_VALUE} after {@link #always()}. */
    public int pendingFaults() {
        return parts.plan().pending();
    }

    /** Cuts all connections on which a response is under way, such as those of readers that wait. */
    public TestStreamServer disconnect() {
        parts.cut(request -> true);
        return this;
    }

    /**
     * Cuts the connections on which a response for this stream is under way. A reader that is between two requests keeps
     * its connection: call {@link #awaitReader} first.
     */
    public TestStreamServer disconnect(String streamId) {
        parts.cut(PlannedFault.ofStreamOnly(streamId));
        return this;
    }

    /**
     * Waits until a reader waits for the next message of this stream, for at most 10 seconds.
     *
     * @throws AssertionError if none does
     */
    public TestStreamServer awaitReader(String streamId) {
        if (!parts.awaitOpen(PlannedFault.ofStreamOnly(streamId).and(PlannedFault::waits), PATIENCE)) {
            throw new AssertionError("no reader waits for the next message of stream '" + streamId + "'");
        }
        return this;
    }

    /**
     * Lets this time pass on the server: time to live, expiry, retention, and the age of producers.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public TestStreamServer advance(Duration by) {
        parts.advance(by);
        return this;
    }

    /** Begins an application of the test that uses this server. */
    public TestApplication.Builder application() {
        return new TestApplication.Builder(this);
    }

    /** Closes this with the server, before it ends. */
    <T extends AutoCloseable> T closing(T application) {
        synchronized (applications) {
            applications.push(application);
        }
        return application;
    }

    /** Ends the applications of the test, then the server, its connections and its threads. */
    @Override
    public void close() {
        Deque<AutoCloseable> last;
        synchronized (applications) {
            last = new ArrayDeque<>(applications);
            applications.clear();
        }
        try (parts;
                client) {
            ServerParts.closeAll(last);
        }
    }
}
