package org.streamlistening.internal.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.internal.runtime.StreamRuntime;

/**
 * The applications that run with this copy of the library: one, unless several applications share the copy. Objects
 * that the container makes without CDI find their application in this table: beans of a deserialised session, and
 * WebSocket handshakes. For any thread.
 */
public final class RunningApplications {

    private static final Set<Application> RUNNING = ConcurrentHashMap.newKeySet();

    /** One application. */
    public interface Application {

        /** Whether the calling thread runs a component of this application. */
        boolean isCurrent();

        /**
         * The sessions of the web application of the calling thread.
         *
         * @throws IllegalStateException before the application has started, and after it was stopped
         */
        ApplicationSessions sessions();

        /**
         * The request of the calling thread.
         *
         * @throws IllegalStateException before the application has started, and after it was stopped
         */
        HttpServletRequest request();

        /** This session ends, and its beans still exist. Throws nothing. */
        void sessionEnds(HttpSession session);
    }

    private RunningApplications() {}

    public static void add(Application started) {
        RUNNING.add(started);
    }

    public static void remove(Application stopped) {
        RUNNING.remove(stopped);
    }

    /**
     * The application of the calling thread.
     *
     * @throws IllegalStateException before the application has started, and after it was stopped
     */
    public static Application current() {
        List<Application> running = List.copyOf(RUNNING);
        return running.size() == 1
                ? running.get(0)
                : running.stream().filter(Application::isCurrent).findFirst().orElseThrow(StreamRuntime::notRunning);
    }

    /** This session ends, and its beans still exist. */
    public static void sessionEnds(HttpSession session) {
        RUNNING.forEach(application -> application.sessionEnds(session));
    }
}
