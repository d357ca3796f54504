package org.streamlistening.internal.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.server.ServerOptions;

/**
 * The embedded servers of all web applications that share this library: of one WAR, or of the WARs of an EAR. On some
 * runtimes the code of the application runs before the servlet container initialises the application, on others
 * afterwards. The first of the two creates the server here, and the second one finds it.
 */
public final class EmbeddedServerRegistry {

    /**
     * By the class loader of the web application. Guarded by the class; entries are removed at the end of the
     * application.
     */
    private static final Map<ClassLoader, Entry> SERVERS = new HashMap<>();

    private static final class Entry {

        private final StreamServer server;
        /** Whether a servlet owns the server, and ends it. */
        private boolean claimed;

        Entry(StreamServer server) {
            this.server = server;
        }
    }

    private EmbeddedServerRegistry() {}

    /** The server for the code of an application: the existing one, or a new one. */
    public static synchronized StreamServer of(ClassLoader application, Supplier<ServerOptions> options) {
        return found(application)
                .orElseGet(() ->
                        SERVERS.computeIfAbsent(application, unknown -> new Entry(new StreamServer(options.get()))))
                .server;
    }

    /**
     * The server for the servlet of an application, which ends it: the server that the application uses already, or a
     * new one.
     */
    public static synchronized StreamServer claim(@Nullable ClassLoader application, Supplier<ServerOptions> options) {
        Entry known = SERVERS.get(application);
        if (known == null) {
            known = SERVERS.get(ApplicationLoader.OF_LIBRARY);
        }
        if (known != null && !known.claimed) {
            known.claimed = true;
            return known.server;
        }
        Entry made = new Entry(new StreamServer(options.get()));
        made.claimed = true;
        SERVERS.putIfAbsent(application, made);
        return made.server;
    }

    /** Ends the server of an application if no servlet owns it. */
    public static void release(ClassLoader application) {
        StreamServer unclaimed = null;
        synchronized (EmbeddedServerRegistry.class) {
            Entry known = SERVERS.get(application);
            if (known != null && !known.claimed) {
                unclaimed = known.server;
                SERVERS.remove(application);
            }
        }
        if (unclaimed != null) {
            unclaimed.close();
        }
    }

    /** Removes a server that has ended. */
    public static synchronized void forget(StreamServer server) {
        SERVERS.values().removeIf(entry -> entry.server == server);
    }

    /** In a WAR with a library of its own, the class loader can differ from the one that its servlets get. */
    private static Optional<Entry> found(ClassLoader application) {
        Entry known = SERVERS.get(application);
        if (known == null && application == ApplicationLoader.OF_LIBRARY && SERVERS.size() == 1) {
            known = SERVERS.values().iterator().next();
        }
        return Optional.ofNullable(known);
    }
}
