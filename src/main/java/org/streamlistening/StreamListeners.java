package org.streamlistening;

import java.util.Optional;
import java.util.Set;

/**
 * Listeners that come and go with something that has a name only at run time: a tab, a chat room, a connection. Each
 * HTTP session has its own; inject one with the qualifier whose observers shall hear them:
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
 * <p>A listener opened here is like an injected one, but for its {@linkplain StreamListener#getName() name}: that of the
 * qualifier, a slash, and its own. It ends with {@link #close} and with the session. After the
 * end of the session those that there were can still be found and read, and {@code open} throws an
 * {@link IllegalStateException} (DS-023). Safe for any thread that has the session.
 */
public interface StreamListeners {

    /**
     * The listener of this name; made if there is none yet.
     *
     * @param name 1 to 64 letters, digits, dots, hyphens and underscores
     * @throws IllegalArgumentException if the name is of another kind
     * @throws IllegalStateException if this session has {@code durable-streams.max-listeners} (100) of them already
     *     (DS-025), or has ended (DS-023)
     */
    StreamListener open(String name);

    /** The listener of this name, if there is one. */
    Optional<StreamListener> find(String name);

    /** The names of all there are, in no particular order. A copy. */
    Set<String> names();

    /**
     * Ends the listener of this name and forgets it: after this returned it delivers nothing more, as after
     * {@link StreamListener#stop()}.
     *
     * @return whether there was one
     */
    boolean close(String name);
}
