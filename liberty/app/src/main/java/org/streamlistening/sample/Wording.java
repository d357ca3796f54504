package org.streamlistening.sample;

import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamFailed;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamException;

/** Error messages for the user of the page. */
final class Wording {

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private Wording() {}

    /** Why a listener retries. */
    static String trouble(@Nullable Throwable cause) {
        return cause instanceof StreamException
                ? "The stream server does not answer. This session tries again by itself and continues from its offset."
                : "This application could not process the last message. It will be delivered again.";
    }

    static String of(StreamFailed failure) {
        if (failure.cause() instanceof UndecodableMessageException) {
            return "Stream “" + failure.streamId()
                    + "” contains a message that is not a token, so this page cannot show it.";
        }
        return switch (failure.httpStatus()) {
            case NOT_FOUND, GONE ->
                "There is no stream “" + failure.streamId()
                        + "”. Check the link, or ask again: this sample keeps each answer for an hour.";
            case 0 ->
                "This session cannot continue with stream “" + failure.streamId()
                        + "”. The log of the server says why. A reload of the page tries again.";
            default ->
                "The stream server rejected stream “" + failure.streamId() + "” with HTTP status "
                        + failure.httpStatus() + ".";
        };
    }

    /** Why an answer could not begin. */
    static String ofBegin(StreamException failure) {
        return failure.retryable()
                ? "The stream server does not answer, so no answer can be written. Try again in a moment."
                : "The stream server did not create a stream, with HTTP status " + failure.status() + ".";
    }

    /** Why an answer could not be stopped. */
    static String ofStop(StreamException failure) {
        return failure.retryable()
                ? "The stream server does not answer, so the answer continues. Try again in a moment."
                : "The stream server did not stop the answer, with HTTP status " + failure.status() + ".";
    }
}
