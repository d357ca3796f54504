package org.streamlistening;

import java.util.Optional;
import java.util.Set;

/**
 * Listeners whose names are known only at run time, such as one for each tab, chat room or connection. Each HTTP
 * session has its own. The qualifier of the injection point selects the observers of all of them:
 *
 * <pre>{@code
 * @Inject @StreamListening("tab") StreamListeners tabs;
 *
 * void opened(String tab, String chat) {
 *     tabs.open(tab).listen("chat/" + chat);
 * }
 *
 * void onToken(@Observes @StreamListening("tab") ChatToken token, @Delivering StreamListener tab) { ... }
 * }</pre>
 *
 * <p>The {@linkplain StreamListener#getName() name} of an opened listener is the name of the qualifier, a slash, and
 * its own name. The listener ends with {@link #close} and with the session. After the end of the session, {@code find}
 * and {@code names} still return the last listeners, and {@code open} throws an {@link IllegalStateException} (DS-023).
 *
 * <p>Thread-safe, on threads that have the session; on other threads every method throws an {@link
 * IllegalStateException} (DS-027).
 *
 * @since 0.1
 */
public interface StreamListeners {

    /**
     * Returns the listener of this name, and creates it if necessary.
     *
     * @param name 1 to 64 letters, digits, dots, hyphens and underscores
     * @throws IllegalArgumentException if the name is another text
     * @throws IllegalStateException if this session has {@code durable-streams.max-listeners} (default 100) of them
     *     already (DS-025), or has ended (DS-023)
     */
    StreamListener open(String name);

    /** The listener of this name, if it was opened. */
    Optional<StreamListener> find(String name);

    /** A copy of the names of all opened listeners, in no particular order. */
    Set<String> names();

    /**
     * Ends the listener of this name and forgets it. Once this has returned, the listener delivers nothing more; it
     * waits for a running observer as {@link StreamListener#stop()} does.
     *
     * @return whether the listener was open
     */
    boolean close(String name);
}
