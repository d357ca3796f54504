package org.streamlistening.internal.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The causes of an exception, which code of the application may have thrown. */
public final class Causes {

    /** The largest number of causes: the chain may be a cycle. */
    private static final int MAX_CAUSES = 100;

    private Causes() {}

    /** The exception itself, then its causes, up to one whose {@code getCause} fails. */
    public static List<Throwable> from(@Nullable Throwable thrown) {
        List<Throwable> all = new ArrayList<>();
        for (Throwable at = thrown; at != null && all.size() < MAX_CAUSES; at = cause(at)) {
            all.add(at);
        }
        return all;
    }

    private static @Nullable Throwable cause(Throwable of) {
        try {
            return of.getCause();
        } catch (Throwable overridden) {
            // An overridden getCause may throw anything: the chain ends here.
            return null;
        }
    }
}
