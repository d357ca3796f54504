package org.streamlistening;

/**
 * The listener goes on somewhere else in the stream than where it was, because the server no longer has what follows:
 * what an observer built up from earlier messages may miss some, or may get some again. Fired before the first message
 * from there.
 *
 * @param offset where the listener goes on: the earliest position, or {@link Offset#NOW}
 * @param previous where it was
 * @param cause the answer of the server
 */
public record StreamReset(
        String listener, String sessionKey, String streamId, Offset offset, Offset previous, Throwable cause)
        implements StreamEvent {}
