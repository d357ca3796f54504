package org.streamlistening.internal.failures;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamException;

/** The reason of a failure: a text that is equal for failures with the same reason. */
public final class FailureKind {

    /** The most causes of a chain that are compared. */
    private static final int MAX_CAUSES = 10;

    /** The most frames that are compared, from the top of the stack. Recursions of different depth are equal. */
    private static final int MAX_FRAMES = 20;

    private static final int MAX_LENGTH = 500;

    /** The first frame below the observer: those below it are the same for all observers. */
    private static final String DELIVERY = "org.streamlistening.internal.deliver.";

    private FailureKind() {}

    /** How the location of a message in this stream begins, after the reason of a failure. */
    public static String location(String streamId) {
        return "; stream '" + streamId + "', ";
    }

    /** @param cause a {@linkplain SafeThrowables#reportable reportable} exception */
    static String of(Throwable cause, String streamId) {
        if (cause instanceof StreamException e) {
            return e.status() + " " + e.getClass().getName() + " " + text(e, streamId);
        }
        if (cause instanceof UndecodableMessageException) {
            return "undecodable " + text(cause, streamId);
        }
        return thrown(cause);
    }

    /** Whether an observer or the library threw the exception. Other failures are those of a server or of a message. */
    static boolean isThrown(Throwable cause) {
        return !(cause instanceof StreamException || cause instanceof UndecodableMessageException);
    }

    /** The message without the stream and numbers, which differ where the reason is the same. */
    private static String text(Throwable cause, String streamId) {
        String message = SafeThrowables.message(cause);
        int location = message.indexOf(location(streamId));
        String reason = (location < 0 ? message : message.substring(0, location))
                .replace("'" + streamId + "'", "''")
                .replaceAll("[0-9]+", "#");
        return reason.substring(0, Math.min(MAX_LENGTH, reason.length()));
    }

    /** The classes of the exception and its causes, and the stack; without messages, which may hold any text. */
    private static String thrown(Throwable cause) {
        StringBuilder classes = new StringBuilder();
        Throwable last = null;
        Throwable next = cause;
        for (int i = 0; i < MAX_CAUSES && next != last; i++) {
            classes.append(next.getClass().getName()).append(' ');
            last = next;
            next = SafeThrowables.cause(next);
        }
        Throwable root = SafeThrowables.cause(cause) instanceof Error error ? error : cause;
        String frames = Arrays.stream(SafeThrowables.stack(root))
                .takeWhile(frame -> !frame.getClassName().startsWith(DELIVERY))
                .filter(frame -> !isReflection(frame.getClassName()))
                .limit(MAX_FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" "));
        return classes + frames;
    }

    /** The JVM changes its implementation of reflection after some calls. */
    private static boolean isReflection(String name) {
        return name.startsWith("java.lang.reflect.")
                || name.startsWith("java.lang.invoke.")
                || name.startsWith("jdk.internal.reflect.");
    }
}
