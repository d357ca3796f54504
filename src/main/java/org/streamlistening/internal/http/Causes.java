package org.streamlistening.internal.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an exception was caused by. Code of the application throws some of them. */
public final class Causes {

    /** How many causes are looked at: they may go round in a circle. */
    private static final int MAX = 100;

    private Causes() {}

    /** The exception itself first, then its causes, as far as they can be asked. */
    public static List<Throwable> from(@Nullable Throwable thrown) {
        List<Throwable> all = new ArrayList<>();
        for (Throwable at = thrown; at != null && all.size() < MAX; at = cause(at)) {
            all.add(at);
        }
        return all;
    }

    private static @Nullable Throwable cause(Throwable of) {
        try {
            return of.getCause();
        } catch (Throwable overridden) {
            // What was found so far is all there is to say.
            return null;
        }
    }
}
