package org.streamlistening.consumer;

import jakarta.json.bind.annotation.JsonbProperty;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/**
 * A message that an observer of a consumer could not handle, in the dead-letter stream of that consumer: see {@link
 * ObserverFailurePolicy#DEAD_LETTER}. A consumer of that stream observes it:
 *
 * <pre>{@code
 * void onLetter(@Observes @StreamConsuming("audit-letters") DeadLetter letter) { ... }
 * }</pre>
 *
 * <pre>{@code
 * durable-streams.consumer.audit-letters.stream=orders.dead-letter
 * }</pre>
 *
 * <p>Each letter is one JSON object, whose properties have the names and values of these components; one that is null
 * is missing. Later versions may add properties.
 *
 * @param consumer the name of the consumer
 * @param stream the stream of the message
 * @param offset the offset of the position of the message, see {@link #position()}
 * @param skip the messages or bytes after that offset
 * @param nextOffset the offset of the position behind the message, see {@link #behind()}
 * @param nextSkip the messages or bytes after that offset
 * @param contentType the content type of the stream of the message
 * @param payload the message: its text if it is JSON, else its bytes in Base64
 * @param base64 whether the payload is Base64
 * @param observer class, method and observed type of the observer that threw; null if the message could not be decoded,
 *     or its transaction was not committed
 * @param cause class and message of the exception, as one line of limited length. Nothing of the payload, unless the
 *     observer put it into its own exception
 * @param attempts how often the message was delivered to that observer
 * @param time when the last attempt had failed
 * @since 0.1
 */
public record DeadLetter(
        @JsonbProperty("consumer") String consumer,
        @JsonbProperty("stream") String stream,
        @JsonbProperty("offset") String offset,
        @JsonbProperty("skip") long skip,
        @JsonbProperty("nextOffset") String nextOffset,
        @JsonbProperty("nextSkip") long nextSkip,
        @JsonbProperty("contentType") String contentType,
        @JsonbProperty("payload") String payload,
        @JsonbProperty("base64") boolean base64,
        @JsonbProperty("observer") @Nullable String observer,
        @JsonbProperty("cause") String cause,
        @JsonbProperty("attempts") int attempts,
        @JsonbProperty("time") Instant time) {

    /** The position of the message: reading from here returns it first. */
    public StreamPosition position() {
        return new StreamPosition(Offset.of(offset), skip);
    }

    /** The position behind the message. */
    public StreamPosition behind() {
        return new StreamPosition(Offset.of(nextOffset), nextSkip);
    }

    /**
     * The message as it was.
     *
     * @throws IllegalArgumentException if the payload is no Base64, though the letter says so
     */
    public StreamMessage message() {
        byte[] content = base64 ? Base64.getDecoder().decode(payload) : payload.getBytes(StandardCharsets.UTF_8);
        return StreamMessage.of(content, contentType);
    }

    /** Names the message, in one line, without its content, which must not appear in logs by accident. */
    @Override
    public String toString() {
        String text = "DeadLetter[consumer '" + consumer + "', stream '" + stream + "', offset " + offset + " + " + skip
                + ", " + cause + "]";
        // Any writer of the stream can forge a letter.
        return text.replaceAll("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]+", " ");
    }
}
