package org.streamlistening;

import org.jspecify.annotations.Nullable;

/**
 * Follows one durable stream at a time for one HTTP session, and fires its messages as CDI events.
 *
 * <p>Each session has one listener per {@linkplain StreamListening#value() name}. The default listener has the bean
 * name {@code streamListener}, for expressions such as <code>#{streamListener.status}</code>.
 *
 * <p><strong>Threads.</strong> An <em>injected</em> listener is the one of the calling thread's session. It can be
 * called in a request of the session and in observers of its streams. On a thread without a session, such as a task or
 * the start of the application, every method throws an {@link IllegalStateException} (DS-027). A listener that was
 * {@linkplain StreamListeners#open opened}, or that is {@linkplain Delivering delivering}, can also be called on a
 * thread without a session. In another session its {@code listen}, {@code stop} and {@code reset} throw an {@link
 * IllegalStateException} (DS-026).
 *
 * <p><strong>Fencing.</strong> Once {@code listen}, {@code stop} or {@code reset} has returned, no message of the
 * previous subscription is delivered. Called within an observer, nothing is delivered after that observer.
 *
 * <p><strong>Blocking.</strong> All methods return at once, because reading happens on other threads. The exception:
 * while an observer of this listener runs on another thread, {@code listen}, {@code stop} and {@code reset} wait for
 * it, for at most 10 s. After that time (DS-020 in the log), after an interrupt of the calling thread, which keeps its
 * interrupt status, or if that observer itself waits for the caller, they do their work without waiting, and the
 * observer can still receive that one event. Do not call them while holding a lock that such an observer needs.
 *
 * <p><strong>After the end.</strong> When the session has ended, by a log-out or a time-out, or the listener was
 * {@linkplain StreamListeners#close closed}, the getters still return the last state, so that a request in progress is
 * not disturbed: {@link #getStatus()} is {@link StreamStatus#STOPPED STOPPED} or the final status, and stream, offset,
 * name and key are the last ones. {@code stop} and {@code reset} then do nothing, and {@code listen} throws an {@link
 * IllegalStateException} (DS-023). After the container has discarded the session, an injected listener is {@link
 * StreamStatus#IDLE IDLE}.
 *
 * @since 0.1
 */
public interface StreamListener {

    /** Same as {@link #listen(String, ListenOptions)} with {@link ListenOptions#defaults()}. */
    void listen(String streamId);

    /**
     * Follows this stream from now on, in place of the previous one. If the listener follows the same stream already,
     * the subscription begins again.
     *
     * @param streamId the path of the stream below the configured base URL, such as {@code chat/42}
     * @throws IllegalArgumentException if the id is not a plain relative path; the message names the rule
     * @throws ListenRefusedException if a {@link ListenAuthorizer} does not permit the stream
     * @throws IllegalStateException if the session has ended, or this listener was closed (DS-023); if the calling
     *     thread has another session (DS-026) or, for an injected listener, none (DS-027); if the application has not
     *     started, or has stopped (DS-005)
     */
    void listen(String streamId, ListenOptions options);

    /**
     * Ends the subscription. Stream and offset stay: {@code listen} of the same stream continues there. Does nothing
     * after the end of the session.
     *
     * @throws IllegalStateException if the calling thread has another session (DS-026) or, for an injected listener,
     *     none (DS-027)
     */
    void stop();

    /**
     * Ends the subscription and forgets the offsets of all streams. Does nothing after the end of the session.
     *
     * @throws IllegalStateException if the calling thread has another session (DS-026) or, for an injected listener,
     *     none (DS-027)
     */
    void reset();

    /** The status of the listener. */
    StreamStatus getStatus();

    /** The stream of the last {@code listen}; null before the first one and after {@link #reset()}. */
    @Nullable
    String getStreamId();

    /**
     * The offset from which reading continues. It moves only after all observers of a message have returned. Default:
     * {@link Offset#BEGINNING}, before the first response.
     */
    Offset getOffset();

    /** Whether the listener follows a stream, see {@link StreamStatus#isListening()}. */
    boolean isListening();

    /**
     * The name in {@code @StreamListening("name")}; empty for the default listener. A listener that was
     * {@linkplain StreamListeners#open opened} has that name, a slash, and its own name.
     */
    String getName();

    /** The key in the events of this listener, see {@link StreamEvent#sessionKey()}. */
    String getSessionKey();
}
