package org.streamlistening.sample;

import org.jspecify.annotations.Nullable;

/** How an answer ended. */
public enum AnswerEnd {
    DONE,

    /** Done, at the limit of the model for the length of an answer. */
    CUT,
    STOPPED,
    FAILED;

    /** Null if a message of this type does not end an answer. */
    static @Nullable AnswerEnd of(String type) {
        return switch (type) {
            case "done" -> DONE;
            case "stopped" -> STOPPED;
            case "failed" -> FAILED;
            default -> null;
        };
    }
}
