package org.streamlistening.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import org.streamlistening.internal.serve.RunningServer;
import org.streamlistening.internal.serve.ServerClock;
import org.streamlistening.internal.serve.servlet.AccessCheck;
import org.streamlistening.internal.serve.servlet.ServletBinding;
import org.streamlistening.internal.store.SharedStore;

/** Servers of one shared store, each on a Jetty of its own. */
public final class SharedServers {

    private SharedServers() {}

    /** Starts a server of this store, which ends with it. */
    public static JettyServer start(ServerOptions options, SharedStore store) {
        return JettyServer.start(new Mounted(
                RunningServer.shared(options, () -> store, new ServerClock(InstantSource.system(), System::nanoTime)),
                new AccessCheck(options.access())));
    }

    private static final class Mounted extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient RunningServer server;
        private final transient AccessCheck access;

        Mounted(RunningServer server, AccessCheck access) {
            this.server = server;
            this.access = access;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            server.handle(ServletBinding.exchange(request, response, access));
        }

        @Override
        public void destroy() {
            server.close();
        }
    }
}
