package org.streamlistening.internal.consume.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database cannot be used now. */
final class CheckpointDatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CheckpointDatabaseException(String message, @Nullable SQLException cause) {
        super(message, cause);
    }
}
