package org.streamlistening.sample;

import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamFailed;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamException;

/** What went wrong, in words for whoever looks at the page. */
final class Wording {

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private Wording() {}

    /** Why a listener is trying again. */
    static String trouble(@Nullable Throwable cause) {
        return cause instanceof StreamException
                ? "The stream server does not answer. This session tries again by itself and goes on where it was."
                : "This application could not take the last message. It will be delivered again.";
    }

    static String of(StreamFailed failure) {
        if (failure.cause() instanceof UndecodableMessageException) {
            return "Stream “" + failure.streamId()
                    + "” holds something that is not a token, so this page cannot show it.";
        }
        return switch (failure.httpStatus()) {
            case NOT_FOUND, GONE ->
                "There is no stream “" + failure.streamId()
                        + "”. Check the link, or generate a new answer: this sample keeps each for an hour.";
            case 0 ->
                "This session cannot go on with stream “" + failure.streamId()
                        + "”. The log of the server says why. Resume tries again.";
            default ->
                "The stream server refused stream “" + failure.streamId() + "” with HTTP status " + failure.httpStatus()
                        + ".";
        };
    }

    /** Why an answer could not be begun. */
    static String of(StreamException failure) {
        return failure.retryable()
                ? "The stream server does not answer, so there is nowhere to write an answer to. Try again in a moment."
                : "The stream server refused to create a stream, with HTTP status " + failure.status() + ".";
    }
}
