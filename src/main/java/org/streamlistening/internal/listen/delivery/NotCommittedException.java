package org.streamlistening.internal.listen.delivery;

/**
 * All observers of a delivery returned, and their transaction was rolled back nevertheless, although the database works:
 * a constraint that is checked at the commit, for instance. No single observer can be blamed.
 */
public final class NotCommittedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NotCommittedException(String message, Throwable cause) {
        super(message, cause);
    }
}
