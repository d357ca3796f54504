package org.streamlistening.client;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadFactory;
import org.streamlistening.Offset;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.ErrorMapper;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.OpenResources;
import org.streamlistening.internal.http.OperationRetries;
import org.streamlistening.internal.http.RequestSender;
import org.streamlistening.internal.http.StreamOperations;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.produce.IdempotentProducer;
import org.streamlistening.internal.read.HttpStreamReader;
import org.streamlistening.internal.read.ReaderConnection;
import org.streamlistening.internal.read.RetryingReader;
import org.streamlistening.internal.threads.WaitingThreads;

/**
 * Creates, writes and reads the durable streams of one server. Needs no CDI.
 *
 * <pre>{@code
 * try (DurableStreamsClient client = DurableStreamsClient.builder(URI.create("http://localhost:4437/v1/stream/")).build()) {
 *     client.create("chat/42", CreateOptions.json());
 *     client.append("chat/42", StreamContent.json("{\"text\":\"hello\"}"));
 *     try (StreamReader reader = client.open("chat/42", ReadOptions.catchUp())) {
 *         StreamBatch batch;
 *         do {
 *             batch = reader.next();
 *             batch.messages().forEach(message -> System.out.println(message.text()));
 *         } while (!batch.upToDate());
 *     }
 * }
 * }</pre>
 *
 * <p>For any number of threads; every call blocks its caller. It ends soon, on the default transport within about 20 ms,
 * with a {@link CancellationException} when the thread is interrupted, whose interrupt flag stays set; the server may have
 * done then what was asked for, or not. A stream is named by a path relative to the base URI, see
 * {@link StreamId}; every method throws {@link IllegalArgumentException} for one that is not allowed, before any
 * request, and {@link StreamException} or one of its subclasses if the server refuses or cannot be reached.
 *
 * <p>Single operations are tried again after I/O errors, time-outs, 408, 429 and 5xx, and end within 30 seconds by
 * default. An append that is tried again may arrive twice, when the server took it and its answer was lost; where that
 * matters, send a sequence with it, or use an idempotent producer.
 */
public class DurableStreamsClient implements AutoCloseable {

    private final ClientSettings settings;
    private final Transport transport;
    private final RequestSender requestSender;
    private final StreamOperations operations;
    private final OpenResources<ReaderConnection> readers = new OpenResources<>(ReaderConnection::close);
    private final OpenResources<StreamProducer> producers = new OpenResources<>(StreamProducer::abandon);
    // Ends the pauses between retries, and the connection of the single operations.
    private final ReaderConnection lifeline;

    /** For the proxies of CDI only, which never use what is not there. */
    @SuppressWarnings("NullAway")
    protected DurableStreamsClient() {
        this.settings = null;
        this.transport = null;
        this.requestSender = null;
        this.operations = null;
        this.lifeline = null;
    }

    DurableStreamsClient(ClientSettings settings, Transport transport) {
        this.settings = settings;
        this.transport = transport;
        this.requestSender = new RequestSender(settings, new ErrorMapper(InstantSource.system()));
        this.lifeline = new ReaderConnection(transport, unused -> {});
        Duration attempt = settings.requestTimeout();
        this.operations = new StreamOperations(
                settings.base(),
                requestSender,
                lifeline.with(attempt),
                new OperationRetries(settings.retry(), attempt, settings.operationTimeout(), lifeline::pause));
    }

    /**
     * Begins a client for the streams below this URI.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URI, or has user info, query or fragment
     */
    public static DurableStreamsClientBuilder builder(URI base) {
        return new DurableStreamsClientBuilder(base);
    }

    /**
     * Begins a client for the streams of a server in this process, such as the embedded server of the same application,
     * which the servlet context has under {@code org.streamlistening.server.inProcess}. There is no socket, no address and
     * no credentials; all limits of the server, and all errors, are the same as over HTTP.
     */
    public static DurableStreamsClientBuilder builder(InProcessServer server) {
        return new DurableStreamsClientBuilder(server);
    }

    /**
     * Creates a stream, or makes sure that it exists just like that (Protocol, section 5.1).
     *
     * @throws StreamConflictException if it exists with another configuration
     * @throws CancellationException if the client was closed, or the thread interrupted
     */
    public StreamCreated create(String streamId, CreateOptions options) {
        return operations.create(StreamId.of(streamId), options);
    }

    /**
     * Appends to a stream (Protocol, section 5.2).
     *
     * @throws StreamNotFoundException if there is no such stream
     * @throws StreamClosedException if it is closed
     * @throws StreamConflictException if its content type is another one
     * @throws CancellationException if the client was closed, or the thread interrupted
     */
    public StreamWritten append(String streamId, StreamContent content) {
        return operations.append(StreamId.of(streamId), content, null);
    }

    /**
     * Appends to a stream, unless the sequence is not greater than the last one that came with an append
     * ({@code Stream-Seq}, compared byte by byte; Protocol, section 5.2).
     *
     * @throws StreamConflictException if the sequence is not greater, or the content type another one
     * @throws StreamNotFoundException if there is no such stream
     * @throws StreamClosedException if it is closed
     * @throws CancellationException if the client was closed, or the thread interrupted
     */
    public StreamWritten append(String streamId, StreamContent content, String seq) {
        return operations.append(StreamId.of(streamId), content, seq);
    }

    /**
     * Closes a stream: nothing more can be appended, and readers see its end. Closing a closed one changes nothing.
     *
     * @throws StreamNotFoundException if there is no such stream
     * @throws CancellationException if the client was closed, or the thread interrupted
     */
    public StreamWritten close(String streamId) {
        return operations.close(StreamId.of(streamId), null);
    }

    /**
     * Appends the last content and closes the stream, both or neither (Protocol, section 5.3).
     *
     * @throws StreamClosedException if it was closed already; also if this is a retry, and the lost first try did it
     * @throws CancellationException if the client was closed, or the thread interrupted
     */
    public StreamWritten close(String streamId, StreamContent last) {
        return operations.close(StreamId.of(streamId), last);
    }

    /**
     * Deletes a stream and all that is in it (Protocol, section 5.4).
     *
     * @throws StreamNotFoundException if there is no such stream
     * @throws CancellationException if the client was closed, or the thread interrupted
     */
    public void delete(String streamId) {
        operations.delete(StreamId.of(streamId));
    }

    /**
     * Says what a stream is and where it ends, without reading it (Protocol, section 5.5).
     *
     * @throws StreamNotFoundException if there is no such stream
     * @throws CancellationException if the client was closed, or the thread interrupted
     */
    public StreamInfo head(String streamId) {
        return operations.head(StreamId.of(streamId));
    }

    /**
     * Opens a reader. It sends its first request, and notices that there is no such stream, in
     * {@link StreamReader#next()}; and it never tries again on its own.
     */
    public StreamReader open(String streamId, ReadOptions options) {
        StreamId id = checked(streamId, options);
        return new HttpStreamReader(id, options, settings, requestSender, newConnection());
    }

    /**
     * Opens a reader that tries again on its own, for as long as it takes, after everything that may pass. Its
     * {@link StreamReader#next()} throws only what will not change: {@link RetryPolicy#forever()}.
     */
    public StreamReader follow(String streamId, ReadOptions options) {
        return follow(streamId, options, RetryPolicy.forever());
    }

    /**
     * Opens a reader that tries again on its own after everything that may pass. Failures count from the last progress
     * on; an answer that brings nothing new only counts as success if another one follows it.
     */
    public StreamReader follow(String streamId, ReadOptions options, RetryPolicy policy) {
        StreamId id = checked(streamId, options);
        ReaderConnection connection = newConnection();
        StreamReader reader = new HttpStreamReader(id, options, settings, requestSender, connection);
        return new RetryingReader(reader, policy, connection::pause);
    }

    /**
     * Begins an idempotent producer, which writes each item exactly once (Protocol, section 5.2.1). It sends nothing
     * before the first item.
     *
     * <p>Close it before this client: that sends what is left.
     */
    public StreamProducer producer(String streamId, ProducerOptions options) {
        lifeline.requireOpen();
        ThreadFactory threads = WaitingThreads.named("streamlistening-producer");
        var producer = new IdempotentProducer(StreamId.of(streamId), options, operations, threads);
        return producers.add(new StreamProducer(producer, producers::remove));
    }

    private static StreamId checked(String streamId, ReadOptions options) {
        if (options.from().offset().equals(Offset.NOW) && options.from().skip() > 0) {
            throw new IllegalArgumentException("nothing can be skipped after 'now': start at a known offset");
        }
        return StreamId.of(streamId);
    }

    /** What the readers of this client hold. */
    MessageBudget budget() {
        return settings.budget();
    }

    private ReaderConnection newConnection() {
        lifeline.requireOpen();
        return readers.add(new ReaderConnection(transport, readers::remove));
    }

    /**
     * Ends everything at once, without waiting: readers and single operations that are under way, with a
     * {@link CancellationException} or a {@link StreamException}, and producers. What producers have not sent yet is lost: close them before.
     */
    @Override
    public void close() {
        lifeline.close();
        readers.close();
        producers.close();
        transport.close();
    }
}
