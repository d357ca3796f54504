package org.streamlistening;

/**
 * A message of a stream cannot become the type that an observer observes. The message of this exception names both
 * types, and never the content.
 *
 * @since 0.1
 */
public class UndecodableMessageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param cause the exception of the decoder */
    public UndecodableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
