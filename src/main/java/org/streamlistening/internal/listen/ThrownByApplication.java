package org.streamlistening.internal.listen;

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
 * What code of the application threw, in a form that can be logged and put into an event. An exception class may
 * override {@code toString} and {@code getMessage}, and these may throw too: then a failure could not even be reported.
 */
public final class ThrownByApplication {

    /** Of causes and suppressed exceptions together; what lies deeper is not examined, and the whole is replaced. */
    private static final int MAX_EXAMINED = 100;

    private ThrownByApplication() {}

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

    /** As {@code toString}, or the name of the class if that has nothing to say. Nothing is thrown. */
    public static String text(Throwable thrown) {
        return orNameOfClass(thrown, thrown::toString);
    }

    /** As {@code getMessage}, or the name of the class if there is none. Nothing is thrown. */
    public static String message(Throwable thrown) {
        return orNameOfClass(thrown, thrown::getMessage);
    }

    private static String orNameOfClass(Throwable thrown, Supplier<@Nullable String> description) {
        String text = null;
        try {
            text = description.get();
        } catch (Throwable overridden) {
            // It could be read when it was examined: an exception may say something else each time.
            return thrown.getClass().getName();
        }
        return text == null ? thrown.getClass().getName() : text;
    }

    /** The cause, or the exception itself if there is none. Nothing is thrown. */
    static Throwable cause(Throwable thrown) {
        try {
            Throwable cause = thrown.getCause();
            return cause == null ? thrown : cause;
        } catch (Throwable overridden) {
            // As in what cannot describe itself.
            return thrown;
        }
    }

    /** The last cause, or the hundredth where they go round in a circle. */
    public static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (int i = 0; i < MAX_EXAMINED; i++) {
            root = cause(root);
        }
        return root;
    }

    /** Logs what code of the application threw. Nothing is thrown, also not by formatters of the log. */
    public static void log(System.Logger log, System.Logger.Level level, String message, Throwable thrown) {
        try {
            log.log(level, message, reportable("there was", thrown));
        } catch (Throwable unreadable) {
            log.log(level, "{0}: {1}", message, thrown.getClass().getName());
        }
    }

    /** Whether the JVM was short of something that it may have again: the same may succeed later. */
    static boolean isTransient(@Nullable Throwable thrown) {
        return thrown instanceof VirtualMachineError
                || (thrown instanceof ThrownError error && error.getCause() instanceof VirtualMachineError);
    }

    /** An error of the application, or of the JVM, that travels like an exception but cannot be taken for one. */
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

    /** The stack; empty if it cannot be read. Nothing is thrown. */
    static StackTraceElement[] stack(Throwable thrown) {
        try {
            StackTraceElement[] stack = thrown.getStackTrace();
            return Arrays.asList(stack).contains(null) ? new StackTraceElement[0] : stack;
        } catch (Throwable unreadable) {
            // The class of the exception is named in the message all the same.
            return new StackTraceElement[0];
        }
    }

    /** Reads all that a log formatter reads. */
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
            // Not logged: what it says comes from the same class. The substitute says that it happened.
            return false;
        }
    }
}
