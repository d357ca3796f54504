package org.streamlistening.sample.model;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.sample.NoAnswerException;

/**
 * Why a model gave no answer, in words for readers. The log has the class of the error and its HTTP status, and not its
 * message: some servers repeat the key in it.
 */
final class ModelFailure {

    private static final System.Logger LOG = System.getLogger(ModelFailure.class.getName());

    private static final String SILENT = "The model stopped answering.";
    private static final String LOST = "The connection to the model was lost.";

    private ModelFailure() {}

    static NoAnswerException silent() {
        return failure(SILENT, null);
    }

    /** Null if the model ended the answer by itself. Without a reason, the response was cut off. */
    static @Nullable NoAnswerException ofEnd(@Nullable FinishReason reason) {
        if (reason == null) {
            return failure(LOST, null);
        }
        return reason == FinishReason.CONTENT_FILTER
                ? failure("The model declined to continue this answer.", null)
                : null;
    }

    static NoAnswerException of(Throwable error) {
        return failure(reason(error), error);
    }

    private static String reason(Throwable error) {
        if (error instanceof AuthenticationException) {
            return "The model rejects this application. Its administrator has to check the key.";
        }
        if (error instanceof RateLimitException) {
            return "The model has too many requests at the moment. Try again in a minute.";
        }
        if (error instanceof ModelNotFoundException || error instanceof InvalidRequestException) {
            return "The model does not accept this request.";
        }
        if (error instanceof InternalServerException || error instanceof HttpException) {
            return "The model has a problem. Try again later.";
        }
        if (error instanceof TimeoutException || caused(error, HttpTimeoutException.class)) {
            return caused(error, java.net.http.HttpConnectTimeoutException.class)
                    ? "The model cannot be reached."
                    : SILENT;
        }
        if (caused(error, ConnectException.class)) {
            return "The model cannot be reached.";
        }
        return caused(error, IOException.class) && !isMalformed(error)
                ? LOST
                : "The model sent something that is not an answer.";
    }

    /** The exceptions of the JSON parser are {@link IOException}s, too. */
    private static boolean isMalformed(Throwable error) {
        return caused(error, com.fasterxml.jackson.core.JacksonException.class);
    }

    private static boolean caused(@Nullable Throwable error, Class<? extends Throwable> type) {
        return error != null && (type.isInstance(error) || caused(error.getCause(), type));
    }

    private static NoAnswerException failure(String reason, @Nullable Throwable error) {
        LOG.log(System.Logger.Level.WARNING, "An answer failed: {0} ({1})", reason, kind(error));
        // Without the cause: whoever logs the exception must not log its message.
        return new NoAnswerException(reason, null);
    }

    private static String kind(@Nullable Throwable error) {
        if (error == null) {
            return "no error";
        }
        String name = error.getClass().getName();
        Throwable cause = error.getCause();
        if (error instanceof HttpException http) {
            return name + ", status " + http.statusCode();
        }
        return cause == null ? name : name + ", caused by " + kind(cause);
    }
}
