package org.streamlistening.internal.listen;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.streamlistening.UndecodableMessageException;
import org.streamlistening.client.StreamException;

/** Which failures have the same reason: a text that is equal for those. */
final class FailureKind {

    /** Of a chain of causes. */
    private static final int MAX_CAUSES = 10;

    /** Of a stack, from where it was thrown. A recursion is not told apart by its depth. */
    private static final int MAX_FRAMES = 20;

    private static final int MAX_LENGTH = 500;

    /** Where a stack leaves the observer: what is below is the same for all. */
    private static final String DELIVERY = "org.streamlistening.internal.deliver.";

    private FailureKind() {}

    /** @param cause one that can describe itself, see {@link ThrownByApplication#reportable} */
    static String of(Throwable cause, String streamId) {
        if (cause instanceof StreamException e) {
            return e.status() + " " + e.getClass().getName() + " " + text(e, streamId);
        }
        if (cause instanceof UndecodableMessageException) {
            return "undecodable " + text(cause, streamId);
        }
        return thrown(cause);
    }

    /** Whether it is neither of a server nor of a message: an observer threw it, or the library. */
    static boolean isThrown(Throwable cause) {
        return !(cause instanceof StreamException || cause instanceof UndecodableMessageException);
    }

    /** Without the stream and its numbers, which differ where the reason is the same. */
    private static String text(Throwable cause, String streamId) {
        String message = ThrownByApplication.message(cause);
        int place = message.indexOf(BatchItems.place(streamId));
        String reason = (place < 0 ? message : message.substring(0, place))
                .replace("'" + streamId + "'", "''")
                .replaceAll("[0-9]+", "#");
        return reason.substring(0, Math.min(MAX_LENGTH, reason.length()));
    }

    /** What was thrown and where; not its message, which may hold anything. */
    private static String thrown(Throwable cause) {
        StringBuilder classes = new StringBuilder();
        Throwable last = null;
        Throwable next = cause;
        for (int i = 0; i < MAX_CAUSES && next != last; i++) {
            classes.append(next.getClass().getName()).append(' ');
            last = next;
            next = ThrownByApplication.cause(next);
        }
        Throwable root = ThrownByApplication.cause(cause) instanceof Error error ? error : cause;
        String frames = Arrays.stream(ThrownByApplication.stack(root))
                .takeWhile(frame -> !frame.getClassName().startsWith(DELIVERY))
                .filter(frame -> !isReflection(frame.getClassName()))
                .limit(MAX_FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" "));
        return classes + frames;
    }

    /** The JVM changes from one way of reflection to another after some calls. */
    private static boolean isReflection(String name) {
        return name.startsWith("java.lang.reflect.")
                || name.startsWith("java.lang.invoke.")
                || name.startsWith("jdk.internal.reflect.");
    }
}
