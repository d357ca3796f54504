package org.streamlistening.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.testkit.LocalRuntime;
import org.streamlistening.internal.testkit.LocalSource;

/**
 * Fires the events of one listener or consumer, see {@link StreamEvents}.
 *
 * <p>A listener that has never listened, and a consumer without a configured stream, begin to follow a stream of their
 * own, such as {@code test-1}. One that was stopped or paused receives nothing: its messages wait in the stream. Listeners of the same stream
 * all receive the messages that one of them fires.
 *
 * @since 0.1
 */
public final class SourceEvents {

    private final LocalRuntime runtime;
    private final EventProbe probe;
    private final LocalSource source;

    SourceEvents(LocalRuntime runtime, EventProbe probe, LocalSource source) {
        this.runtime = runtime;
        this.probe = probe;
        this.source = source;
    }

    /**
     * Delivers each object as one message, encoded by JSON Binding; several objects are one batch.
     *
     * @throws AssertionError if an observer throws, or a message cannot be decoded; the cause is that exception
     */
    public void fire(Object... payloads) {
        require(deliver(Stream.of(payloads).map(runtime::encode).toList()));
    }

    /**
     * Delivers each text as one JSON message, as it comes from another program; several texts are one batch.
     *
     * @throws AssertionError as {@link #fire}
     */
    public void fireText(String... json) {
        require(deliver(Stream.of(json)
                .map(text -> StreamMessage.of(text, "application/json"))
                .toList()));
    }

    /**
     * Delivers these bytes as one message of a stream of this content type.
     *
     * @throws AssertionError as {@link #fire}
     */
    public void fireBytes(byte[] content, String contentType) {
        require(deliver(List.of(StreamMessage.of(content, contentType))));
    }

    /**
     * As {@link #fire}, for a message that an observer cannot handle. What happens next is decided by the policies, see
     * {@link DeliveryFailed#consequence()}; {@link StreamEvents#advance} begins the next attempt.
     *
     * @return the first failure
     * @throws AssertionError if nothing failed
     */
    public DeliveryFailed fireFailing(Object... payloads) {
        return first(deliver(Stream.of(payloads).map(runtime::encode).toList()));
    }

    /** As {@link #fireFailing}, for JSON texts, such as one that cannot be decoded. */
    public DeliveryFailed fireFailingText(String... json) {
        return first(deliver(Stream.of(json)
                .map(text -> StreamMessage.of(text, "application/json"))
                .toList()));
    }

    /** Closes the stream: {@link org.streamlistening.StreamCompleted} follows. */
    public void complete() {
        runtime.complete(source);
    }

    /**
     * Ends the listener with this final HTTP status, such as 403 or 404: {@link org.streamlistening.StreamFailed}
     * follows, unless a policy waits for a missing stream.
     */
    public void fail(int httpStatus) {
        String stream = source.requiredStream();
        runtime.fail(
                source,
                new StreamException(
                        "the test ended stream '" + stream + "' with status " + httpStatus,
                        stream,
                        httpStatus,
                        false,
                        null,
                        null));
    }

    /**
     * Interrupts the connection: the status is {@link StreamStatus#RETRYING}, until {@link StreamEvents#advance} lets
     * the pause pass.
     */
    public void interrupt() {
        String stream = source.requiredStream();
        runtime.fail(source, new StreamException("the test cut the connection", stream, 503, true, null, null));
    }

    /**
     * Deletes the stream and creates it again, empty: the position has lost its meaning. A listener that goes on does so
     * after a pause, see {@link StreamEvents#advance}.
     */
    public void recreate() {
        runtime.recreate(source);
    }

    /** The status now. */
    public StreamStatus status() {
        return source.getStatus();
    }

    private List<DeliveryFailed> deliver(List<StreamMessage> messages) {
        int before = probe.received(DeliveryFailed.class).size();
        runtime.fire(source, messages);
        List<DeliveryFailed> all = probe.received(DeliveryFailed.class);
        return all.subList(before, all.size());
    }

    private static void require(List<DeliveryFailed> failures) {
        if (!failures.isEmpty()) {
            throw new AssertionError(
                    "the delivery failed, and the message is " + failures.get(0).consequence(),
                    failures.get(0).cause());
        }
    }

    private static DeliveryFailed first(List<DeliveryFailed> failures) {
        if (failures.isEmpty()) {
            throw new AssertionError("no observer threw");
        }
        return failures.get(0);
    }
}
