package org.streamlistening.consumer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;

/**
 * Follows one durable stream for the application, and fires its messages as CDI events with the qualifier {@link
 * StreamConsuming}. Of all servers that run the application, the <em>delivering server</em> does so; the others stand
 * by.
 *
 * <pre>{@code
 * @Inject @StreamConsuming("audit") StreamConsumer audit;
 * }</pre>
 *
 * <p><strong>Stream.</strong> The key {@code durable-streams.consumer.<name>.stream} names the stream. A consumer
 * without it follows none until {@link #follow} is called.
 *
 * <p><strong>Threads.</strong> Thread-safe. All methods can be called on every thread from the start of the application
 * until its end, with or without a session; before and after, they throw an {@link IllegalStateException} (DS-005).
 *
 * <p><strong>Commands.</strong> {@code pause}, {@code resume}, {@code seek} and {@code follow} can be called on every
 * server, and count for the consumer as a whole: they outlast the change to another server and the end of the
 * application. They return at once, because the checkpoint is written on other threads; a command of a server that
 * ends before that is lost. Of commands that several servers give at the same time, all take effect, in any order.
 *
 * <p><strong>Fencing.</strong> On the delivering server a command takes effect at once: when it has returned, no message
 * of before is delivered. Called within an observer of this consumer, nothing is delivered after that observer. While
 * such an observer runs on another thread, the call does not return at once but waits for it, for at most 10 s (DS-020),
 * as {@link org.streamlistening.StreamListener} does. On another server a command takes effect when the delivering
 * server next renews its claim.
 *
 * @since 0.1
 */
public interface StreamConsumer {

    /** The name in {@code @StreamConsuming("name")}. */
    String getName();

    /** The stream that the consumer follows; null if none is configured and {@link #follow} was not called. */
    @Nullable
    String getStreamId();

    /**
     * The status on this server: {@link StreamStatus#STANDBY STANDBY} while it does not deliver, {@link
     * StreamStatus#STOPPED STOPPED} while it does and the consumer is paused, {@link StreamStatus#IDLE IDLE} while it
     * does and there is no stream.
     */
    StreamStatus getStatus();

    /**
     * On the delivering server, the position behind the last message that all observers have completed. On a server
     * that stands by, the position in the last checkpoint that it has read. Default: {@link StreamPosition#BEGINNING},
     * before the first message.
     */
    StreamPosition getPosition();

    /**
     * How long ago this consumer had delivered everything that the stream has; zero while it has. Empty while that is
     * not known: on a server that stands by, without a stream, and until the server has delivered everything once.
     */
    Optional<Duration> getLag();

    /** Delivers nothing until {@link #resume}. The position stays. Does nothing if the consumer is paused. */
    void pause();

    /**
     * Goes on from the position, after {@link #pause} or after the consumer has failed. Does nothing if the consumer
     * delivers.
     */
    void resume();

    /**
     * Goes on from this position, which may be ahead or behind. A consumer that is paused stays
     * paused, and goes on from there after {@link #resume}.
     *
     * @param position a position in the stream that the consumer follows; it is not checked whether it is one
     * @throws IllegalStateException if the consumer follows no stream
     */
    void seek(StreamPosition position);

    /**
     * Follows this stream from now on, in place of the previous one, from the beginning. Does nothing if the consumer
     * follows it already. For a stream whose id is known only at run time.
     *
     * @param streamId the path of the stream below the configured base URL, such as {@code orders/42}
     * @throws IllegalArgumentException if the id is not a plain relative path; the message names the rule
     * @throws IllegalStateException if the configuration names a stream for this consumer
     */
    void follow(String streamId);

    /**
     * Delivers the message of a dead letter of this consumer again, to the observer that failed: in turn with the other
     * deliveries, so that no two observers run at the same time, and also while the consumer is paused or has failed. If
     * the letter names no observer, or one that the application no longer has, all observers of single messages and of
     * lists receive the message. A list then has one element. {@code @Delivering StreamPosition} is the position behind
     * the message; neither the position of the consumer nor the letter changes.
     *
     * <p>Returns at once. To wait for the observer, call {@code toCompletableFuture().get(10, SECONDS)}, but not in an
     * observer of this consumer, which would wait for itself.
     *
     * @param letter a letter of this consumer, of any stream
     * @return completes when the observer has returned, on its thread. Completes with the exception of the observer,
     *     which is neither retried nor written as a letter again; with an {@link
     *     org.streamlistening.UndecodableMessageException}; or with an {@link IllegalStateException} (DS-048) if this
     *     server ceases to deliver before that
     * @throws IllegalStateException if this server does not deliver for the consumer (DS-048)
     * @throws IllegalArgumentException if it is a letter of another consumer
     */
    CompletionStage<Void> replay(DeadLetter letter);
}
