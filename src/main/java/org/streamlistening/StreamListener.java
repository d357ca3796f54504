package org.streamlistening;

import org.jspecify.annotations.Nullable;

/**
 * Follows one durable stream at a time for one HTTP session, and fires its messages as CDI events.
 *
 * <p>There is one listener per session and {@linkplain StreamListening#value() name}; the default one has the bean name
 * {@code streamListener}, so that a page may say <code>#{streamListener.status}</code>.
 *
 * <p>An <em>injected</em> listener is that of the session of the calling thread. It can be called in a request of the
 * session and in its observers; on a thread without a session, such as that of a task or of the start of the application,
 * every method throws an {@link IllegalStateException} (DS-027). An object that was {@linkplain StreamListeners#open
 * opened} or is {@linkplain Delivering delivering} can be called on a thread without a session, too. In another session its
 * {@code listen}, {@code stop} and {@code reset} throw an {@link IllegalStateException}, since the beans of that session
 * would hear what they tell.
 *
 * <p>When the session has ended, by a log-out or a time-out, or the listener was {@linkplain StreamListeners#close closed},
 * what it did last can still be read, so that a request under way is not disturbed: {@link #getStatus()} is
 * {@link StreamStatus#STOPPED STOPPED}, or the final status that it had, and stream, offset, name and key are the last ones.
 * {@code stop} and {@code reset} do nothing then, and {@code listen} throws an {@link IllegalStateException} (DS-023).
 * Where the container has discarded the session, an injected listener is {@link StreamStatus#IDLE IDLE}.
 *
 * <p>All methods return at once: reading happens elsewhere. Only if an observer of this listener runs on another thread at
 * that moment do {@code listen}, {@code stop} and {@code reset} wait for it, so that <strong>after they returned no message
 * of before is delivered</strong>. Do not call them while you hold a lock that such an observer needs; they wait for it no
 * longer than 10 s and then say so in the log (DS-020), and not at all for an observer that waits for the calling one.
 * Called from within an observer, nothing is delivered after that observer.
 */
public interface StreamListener {

    /** Same as {@link #listen(String, ListenOptions)} with {@link ListenOptions#defaults()}. */
    void listen(String streamId);

    /**
     * Follows this stream from now on, and nothing else. A stream that is being followed already is started anew.
     *
     * @param streamId the path of the stream below the configured base URL, such as {@code chat/42}
     * @throws IllegalArgumentException if the id is not a plain relative path; the message names the rule
     * @throws ListenRefusedException if a {@link ListenAuthorizer} says no
     * @throws IllegalStateException if the session has ended, or this listener was closed (DS-023)
     */
    void listen(String streamId, ListenOptions options);

    /**
     * Ends listening. Stream and offset stay, so that {@code listen} of the same stream goes on there. Does nothing after
     * the end of the session.
     */
    void stop();

    /**
     * Ends listening and forgets stream and offset, of this and of every stream before. Does nothing after the end of the
     * session.
     */
    void reset();

    /** Where the listener is in its life. */
    StreamStatus getStatus();

    /** The stream that {@code listen} was called with last; null before that and after {@link #reset()}. */
    @Nullable
    String getStreamId();

    /**
     * Where reading goes on: it moves only after all observers of a message returned. {@link Offset#BEGINNING} before
     * the first answer.
     */
    Offset getOffset();

    /** Whether the listener goes on by itself, see {@link StreamStatus#isListening()}. */
    boolean isListening();

    /**
     * The name in {@code @StreamListening("name")}, empty for the default listener; of one that was
     * {@linkplain StreamListeners#open opened}, that name, a slash, and its own.
     */
    String getName();

    /** The key that the events of this listener carry, see {@link StreamEvent#sessionKey()}. */
    String getSessionKey();
}
