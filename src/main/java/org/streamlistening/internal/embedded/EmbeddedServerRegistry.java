package org.streamlistening.internal.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.server.ServerOptions;

/**
 * The embedded servers of all web applications that have this library in common: of one WAR, or of the WARs of an EAR. On
 * some runtimes the application's own code runs before the servlet container comes to the application, on others after
 * that: whichever is first makes the server here, and the other one finds it.
 */
public final class EmbeddedServerRegistry {

    /** By the class loader of the web application. Guarded by the class; nothing stays after the application. */
    private static final Map<ClassLoader, Entry> SERVERS = new HashMap<>();

    private static final class Entry {

        private final StreamServer server;
        /** Whether a servlet has it, and ends it. */
        private boolean claimed;

        Entry(StreamServer server) {
            this.server = server;
        }
    }

    private EmbeddedServerRegistry() {}

    /** For the application's own code: the server there is, or a new one. */
    public static synchronized StreamServer of(ClassLoader application, Supplier<ServerOptions> options) {
        return found(application)
                .orElseGet(() ->
                        SERVERS.computeIfAbsent(application, unknown -> new Entry(new StreamServer(options.get()))))
                .server;
    }

    /** For the servlet of an application, which will end it: the server that the application uses already, or a new one. */
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

    /** Ends the server of an application that no servlet came for; any other one is ended by its servlet. */
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

    /** It has ended. */
    public static synchronized void forget(StreamServer server) {
        SERVERS.values().removeIf(entry -> entry.server == server);
    }

    /** Of a WAR that has the library for itself, the class loader need not be the one that its servlets are told. */
    private static Optional<Entry> found(ClassLoader application) {
        Entry known = SERVERS.get(application);
        if (known == null && application == ApplicationLoader.OF_LIBRARY && SERVERS.size() == 1) {
            known = SERVERS.values().iterator().next();
        }
        return Optional.ofNullable(known);
    }
}
