package org.streamlistening;

/** A message of a stream is not what an observer asked for. The message of this exception names both, not the content. */
public class UndecodableMessageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UndecodableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
