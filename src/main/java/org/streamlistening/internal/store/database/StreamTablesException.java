package org.streamlistening.internal.store.database;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.messages.NumberedMessage;

/** The tables of the streams cannot be used: they are missing, of another version, or the user lacks a right. */
final class StreamTablesException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StreamTablesException(String problem, String remedy, @Nullable Throwable cause) {
        super(NumberedMessage.STREAM_TABLES_UNUSABLE.text(problem, remedy), cause);
    }
}
