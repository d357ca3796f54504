package org.streamlistening.internal.store;

/** An operation that a store cannot carry out, with the reason. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why a store cannot carry out an operation. */
    public enum Reason {
        /** The store cannot keep changes now; a later attempt can succeed. */
        UNAVAILABLE,
        /** The store has no room for the change. */
        FULL,
        /** The store has no such stream. */
        UNKNOWN_STREAM,
        /** The bytes were deleted between the look-up of the stream and the read. */
        BYTES_DELETED,
        /** The store was lost during a commit: the change may be kept or not. */
        UNKNOWN_OUTCOME
    }

    private StoreException(Reason reason, String text) {
        // A regular outcome, without a stack trace: the store logs the cause.
        super(text, null, false, false);
        this.reason = reason;
    }

    public static StoreException unavailable(String text) {
        return new StoreException(Reason.UNAVAILABLE, text);
    }

    public static StoreException full(String text) {
        return new StoreException(Reason.FULL, text);
    }

    public static StoreException unknownStream() {
        return new StoreException(Reason.UNKNOWN_STREAM, "there is no such stream");
    }

    public static StoreException unknownOutcome() {
        return new StoreException(
                Reason.UNKNOWN_OUTCOME,
                "the connection to the store was lost during the commit: the change may have been stored or not");
    }

    public static StoreException bytesDeleted() {
        return new StoreException(Reason.BYTES_DELETED, "this stream was deleted");
    }

    public Reason reason() {
        return reason;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
