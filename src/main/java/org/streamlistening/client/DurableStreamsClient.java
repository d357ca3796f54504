package org.streamlistening.client;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadFactory;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.ErrorMapper;
import org.streamlistening.internal.http.OpenResources;
import org.streamlistening.internal.http.OperationRetries;
import org.streamlistening.internal.http.RequestSender;
import org.streamlistening.internal.http.StreamOperations;
import org.streamlistening.internal.http.Transport;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.produce.IdempotentProducer;
import org.streamlistening.internal.read.ReaderConnection;
import org.streamlistening.internal.read.StreamReaders;
import org.streamlistening.internal.threads.LibraryThreads;

/**
 * Creates, writes and reads the durable streams of one server. Works without CDI.
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
 * <p>For any number of threads. Every operation blocks its caller. An interrupt ends it, on the default transport
 * within about 20 ms, with a {@link CancellationException}; the interrupt flag stays set, and the server may or may not
 * have performed the operation.
 *
 * <p>The id of a stream is a path relative to the base URI, see {@link StreamId}. Every method throws
 * {@link IllegalArgumentException} for an invalid id, before any request, and {@link StreamException} or one of its
 * subclasses if the server rejects the request or cannot be reached.
 *
 * <p>Single operations are retried after transient failures, see {@link RetryPolicy}, and end within 30 seconds by
 * default. A retried append may arrive twice if the server accepted it and the response was lost. A sequence with the
 * append, or an idempotent producer, prevents that.
 *
 * @since 0.1
 */
public class DurableStreamsClient implements AutoCloseable {

    private final ClientSettings settings;
    private final LibraryThreads threads;
    private final Transport transport;
    private final StreamOperations operations;
    private final StreamReaders readers;
    private final OpenResources<StreamProducer> producers = new OpenResources<>(StreamProducer::abandon);
    // The connection of the single operations. Its end also ends the pauses between retries.
    private final ReaderConnection lifeline;

    private final JsonEncoder json;

    /** For the client proxies of CDI only, which never use the fields. */
    @SuppressWarnings("NullAway")
    protected DurableStreamsClient() {
        this.settings = null;
        this.threads = null;
        this.transport = null;
        this.operations = null;
        this.readers = null;
        this.lifeline = null;
        this.json = null;
    }

    DurableStreamsClient(ClientSettings settings, Transport transport, LibraryThreads threads, JsonEncoder json) {
        this.json = json;
        this.threads = threads;
        this.settings = settings;
        this.transport = transport;
        RequestSender sender = new RequestSender(settings, new ErrorMapper(InstantSource.system()));
        this.readers = new StreamReaders(settings, sender, transport);
        this.lifeline = new ReaderConnection(transport, unused -> {});
        Duration attempt = settings.requestTimeout();
        this.operations = new StreamOperations(
                settings.base(),
                sender,
                lifeline.with(attempt),
                new OperationRetries(settings.retry(), attempt, settings.operationTimeout(), lifeline::pause));
    }

    /**
     * A builder of a client for the streams below this URI.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URI, or has user info, query or fragment
     */
    public static DurableStreamsClientBuilder builder(URI base) {
        return new DurableStreamsClientBuilder(base);
    }

    /**
     * A builder of a client for the streams of a server in this process, such as the embedded server of the same
     * application, which is the servlet context attribute {@code org.streamlistening.server.inProcess}. Such a client
     * needs no socket, no address and no credentials. The limits of the server and all errors are the same as over
     * HTTP.
     */
    public static DurableStreamsClientBuilder builder(InProcessServer server) {
        return new DurableStreamsClientBuilder(server);
    }

    /**
     * Creates a stream, unless it exists with the same configuration (Protocol, section 5.1).
     *
     * @throws StreamConflictException if the stream exists with another configuration
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public StreamCreated create(String streamId, CreateOptions options) {
        return operations.create(StreamId.of(streamId), options);
    }

    /**
     * Creates a stream unless one with this id exists, whatever its configuration: it can have another content type,
     * and be closed, which the result says.
     *
     * @param options those of a new stream
     * @throws StreamConflictException if the stream was deleted and created again repeatedly during this call
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public StreamCreated createIfMissing(String streamId, CreateOptions options) {
        return operations.createIfMissing(StreamId.of(streamId), options);
    }

    /**
     * Appends to a stream (Protocol, section 5.2).
     *
     * @throws StreamNotFoundException if there is no such stream
     * @throws StreamClosedException if the stream is closed
     * @throws StreamConflictException if the content type differs from that of the stream
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public StreamWritten append(String streamId, StreamContent content) {
        return operations.append(StreamId.of(streamId), content, null);
    }

    /**
     * Appends an object as one message of an {@code application/json} stream: a {@code JsonValue} as it is, every other
     * object encoded by JSON Binding. A list or an array is one message too, unlike JSON text that is an array.
     *
     * @throws jakarta.json.bind.JsonbException if JSON Binding cannot encode the object, or has no implementation
     * @throws IllegalArgumentException if it is an array of bytes
     * @throws StreamNotFoundException if there is no such stream
     * @throws StreamClosedException if the stream is closed
     * @throws StreamConflictException if the stream has another content type
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public StreamWritten append(String streamId, Object message) {
        return append(streamId, json.message(message));
    }

    /**
     * Appends each of these objects as one message, in one request: the stream receives all or none. Otherwise as
     * {@link #append(String, Object)}.
     *
     * @throws IllegalArgumentException if there are none
     */
    public StreamWritten appendAll(String streamId, Collection<?> messages) {
        return append(streamId, json.messages(messages));
    }

    /**
     * The content with this object as one message, encoded as by {@link #append(String, Object)}: for a producer, or as
     * the last message of a stream.
     *
     * @throws jakarta.json.bind.JsonbException if JSON Binding cannot encode the object, or has no implementation
     * @throws IllegalArgumentException if it is an array of bytes
     */
    public StreamContent json(Object message) {
        return json.message(message);
    }

    /**
     * Appends to a stream if the sequence is greater than the last one of an append ({@code Stream-Seq}, compared byte
     * by byte; Protocol, section 5.2).
     *
     * @throws StreamConflictException if the sequence is not greater, or the content type differs from that of the
     *     stream
     * @throws StreamNotFoundException if there is no such stream
     * @throws StreamClosedException if the stream is closed
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public StreamWritten append(String streamId, StreamContent content, String seq) {
        return operations.append(StreamId.of(streamId), content, seq);
    }

    /**
     * Appends to a stream as one request of an idempotent producer (Protocol, section 5.2.1), for a writer that numbers
     * its requests itself. A retry after a lost response stores nothing twice. {@link #producer} numbers by itself.
     *
     * @throws ProducerFencedException if the stream has accepted a request of a later epoch
     * @throws StreamException with status 409 if an earlier number of the epoch is missing, and with status 400 if the
     *     epoch is new and the number is not 0
     * @throws StreamNotFoundException if there is no such stream
     * @throws StreamClosedException if the stream is closed
     * @throws StreamConflictException if the content type differs from that of the stream
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public ProducedBatch append(String streamId, StreamContent content, ProducerSequence sequence) {
        return operations.produce(StreamId.of(streamId), content, sequence, false);
    }

    /**
     * Closes a stream: it accepts no further append, and readers reach its end. Closing a closed stream changes nothing
     * (Protocol, section 5.3).
     *
     * @throws StreamNotFoundException if there is no such stream
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public StreamWritten close(String streamId) {
        return operations.close(StreamId.of(streamId), null);
    }

    /**
     * Appends the last content and closes the stream, both or neither (Protocol, section 5.3).
     *
     * @throws StreamClosedException if the stream is closed already, also by an earlier attempt of this call whose
     *     response was lost
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public StreamWritten close(String streamId, StreamContent last) {
        return operations.close(StreamId.of(streamId), last);
    }

    /**
     * Appends the last content and closes the stream, both or neither, as one request of an idempotent producer. Unlike
     * {@link #close(String, StreamContent)} it can be repeated: a duplicate of the closing request succeeds. Otherwise
     * as {@link #append(String, StreamContent, ProducerSequence)}.
     */
    public ProducedBatch close(String streamId, StreamContent last, ProducerSequence sequence) {
        return operations.produce(StreamId.of(streamId), last, sequence, true);
    }

    /**
     * Deletes a stream and its content (Protocol, section 5.4).
     *
     * @throws StreamNotFoundException if there is no such stream
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public void delete(String streamId) {
        operations.delete(StreamId.of(streamId));
    }

    /**
     * Returns the metadata and the end of a stream, without reading it (Protocol, section 5.5).
     *
     * @throws StreamNotFoundException if there is no such stream
     * @throws CancellationException if the client is closed, or the thread is interrupted
     */
    public StreamInfo head(String streamId) {
        return operations.head(StreamId.of(streamId));
    }

    /**
     * Opens a reader without retries. The first {@link StreamReader#next()} sends the first request, and fails if there
     * is no such stream.
     */
    public StreamReader open(String streamId, ReadOptions options) {
        return readers.open(checked(streamId, options), options);
    }

    /**
     * Opens a reader that retries transient failures indefinitely, by {@link RetryPolicy#forever()}. Its
     * {@link StreamReader#next()} throws only final failures.
     */
    public StreamReader follow(String streamId, ReadOptions options) {
        return follow(streamId, options, RetryPolicy.forever());
    }

    /**
     * Opens a reader that retries transient failures. The policy counts failures since the last progress; a response
     * without new messages counts as progress only if a second one follows it.
     */
    public StreamReader follow(String streamId, ReadOptions options, RetryPolicy policy) {
        return readers.follow(checked(streamId, options), options, policy);
    }

    /**
     * Opens an idempotent producer, which writes each item exactly once (Protocol, section 5.2.1). It sends its first
     * request after the first item.
     *
     * <p>The producer must be closed before this client, so that it sends the items that are left.
     */
    public StreamProducer producer(String streamId, ProducerOptions options) {
        lifeline.requireOpen();
        ThreadFactory named = threads.named("streamlistening-producer");
        var producer = new IdempotentProducer(StreamId.of(streamId), options, operations, named);
        return producers.add(new StreamProducer(producer, producers::remove));
    }

    private StreamId checked(String streamId, ReadOptions options) {
        StreamReaders.check(options);
        StreamId id = StreamId.of(streamId);
        lifeline.requireOpen();
        return id;
    }

    /** The budget of incomplete messages of all readers. */
    MessageBudget budget() {
        return settings.budget();
    }

    /**
     * Ends all readers, producers and running operations without blocking. Blocked calls fail with a
     * {@link CancellationException} or a {@link StreamException}. Items that producers have not sent are lost.
     */
    @Override
    public void close() {
        lifeline.close();
        readers.close();
        producers.close();
        transport.close();
        json.close();
    }
}
