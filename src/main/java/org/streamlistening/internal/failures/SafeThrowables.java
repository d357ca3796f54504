package org.streamlistening.internal.failures;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.UndecodableMessageException;

/**
 * Makes exceptions of the application safe to log and to put into an event. An exception class can override
 * {@code toString} and {@code getMessage}, and these can throw in turn.
 */
public final class SafeThrowables {

    /** The most causes and suppressed exceptions that are examined; an exception with more is replaced. */
    private static final int MAX_EXAMINED = 100;

    private SafeThrowables() {}

    /**
     * The exception itself, an {@link Error} wrapped, or a substitute for one that cannot describe itself.
     *
     * @param where the beginning of a sentence that ends with the error, such as "an observer threw"
     */
    public static RuntimeException reportable(String where, Throwable thrown) {
        if (!canDescribeItself(thrown)) {
            return substitute(where, thrown);
        }
        return thrown instanceof RuntimeException exception ? exception : new ThrownError(where, thrown);
    }

    /** As {@code toString}, or the name of the class if that is null. Never throws. */
    public static String text(Throwable thrown) {
        return orNameOfClass(thrown, thrown::toString);
    }

    /** As {@code getMessage}, or the name of the class if that is null. Never throws. */
    public static String message(Throwable thrown) {
        return orNameOfClass(thrown, thrown::getMessage);
    }

    private static String orNameOfClass(Throwable thrown, Supplier<@Nullable String> description) {
        String text = null;
        try {
            text = description.get();
        } catch (Throwable overridden) {
            // The examination succeeded, but an exception can behave differently at each call.
            return thrown.getClass().getName();
        }
        return text == null ? thrown.getClass().getName() : text;
    }

    /** The cause, or the exception itself if there is none. Never throws. */
    public static Throwable cause(Throwable thrown) {
        try {
            Throwable cause = thrown.getCause();
            return cause == null ? thrown : cause;
        } catch (Throwable overridden) {
            // Treated as an exception without a cause.
            return thrown;
        }
    }

    /** The last cause, or the hundredth if the causes form a cycle. */
    public static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (int i = 0; i < MAX_EXAMINED; i++) {
            root = cause(root);
        }
        return root;
    }

    /** Logs an exception of the application. Never throws, even if a formatter of the log does. */
    public static void log(System.Logger log, System.Logger.Level level, String message, Throwable thrown) {
        try {
            log.log(level, message, reportable("there was", thrown));
        } catch (Throwable unreadable) {
            log.log(level, "{0}: {1}", message, thrown.getClass().getName());
        }
    }

    /** Whether the JVM was short of a resource such as memory: the same operation may succeed later. */
    public static boolean isTransient(@Nullable Throwable thrown) {
        return thrown instanceof VirtualMachineError
                || (thrown instanceof ThrownError error && error.getCause() instanceof VirtualMachineError);
    }

    /** Wraps an {@link Error}, or a checked exception, that code of the application threw. */
    private static final class ThrownError extends RuntimeException {

        private static final long serialVersionUID = 1;

        ThrownError(String where, Throwable cause) {
            super(where + " " + text(cause), cause);
        }
    }

    private static RuntimeException substitute(String where, Throwable thrown) {
        String message = where + " an exception of " + thrown.getClass() + " whose description cannot be read";
        RuntimeException substitute = thrown instanceof UndecodableMessageException
                ? new UndecodableMessageException(message, new IllegalStateException(message))
                : new IllegalStateException(message);
        substitute.setStackTrace(stack(thrown));
        return substitute;
    }

    /** The stack; empty if it cannot be read. Never throws. */
    static StackTraceElement[] stack(Throwable thrown) {
        try {
            StackTraceElement[] stack = thrown.getStackTrace();
            return Arrays.asList(stack).contains(null) ? new StackTraceElement[0] : stack;
        } catch (Throwable unreadable) {
            // The message still names the class of the exception.
            return new StackTraceElement[0];
        }
    }

    /** Whether all that a log formatter reads can be read. */
    private static boolean canDescribeItself(Throwable thrown) {
        Set<Throwable> examined = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(thrown);
        try {
            while (!open.isEmpty()) {
                Throwable next = open.remove();
                if (!examined.add(next)) {
                    continue;
                }
                if (examined.size() > MAX_EXAMINED) {
                    return false;
                }
                Object[] unused = {next.toString(), next.getMessage(), next.getLocalizedMessage(), next.getStackTrace()
                };
                next.printStackTrace(new PrintWriter(Writer.nullWriter()));
                Throwable cause = next.getCause();
                if (cause != null) {
                    open.add(cause);
                }
                open.addAll(Arrays.asList(next.getSuppressed()));
            }
            return true;
        } catch (Throwable unreadable) {
            // Not logged: its text comes from the same class. The substitute reports the failure.
            return false;
        }
    }
}
