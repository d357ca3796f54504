package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.config.Configuration;

/** What one web application has of this library, from when it is first known until it stops. For any thread. */
final class WebApplication {

    private final Server server;
    private final AccessBean access;
    private volatile @Nullable Wiring wiring;

    // Guarded by this.
    private @Nullable Supplier<Wiring> wirings;

    /** Called on a thread of the application, for its configuration. */
    WebApplication(BeanManager beanManager, InReach found, BridgedSession bridged, CurrentListener current) {
        Settings settings = new Settings(Configuration.ofApplication());
        SessionBridge bridge = new SessionBridge(
                beanManager, found.sessionBeans(), NeededBeans.of(found.certain(), beanManager), bridged);
        server = new Server(settings);
        access = new AccessBean(beanManager);
        wirings = () -> new Wiring(beanManager, settings, server, bridge, found, current);
    }

    AccessBean access() {
        return access;
    }

    /** What only a request tells on every server: where the application is, and its servlet context. */
    void learn(HttpServletRequest request) {
        server.learn(request);
        access.provide(request.getServletContext());
    }

    /**
     * What the hops of a message are made of; made when it is first needed.
     *
     * @throws IllegalStateException if the application was stopped
     */
    Wiring wiring() {
        Wiring running = wiring;
        return running != null ? running : wire();
    }

    private synchronized Wiring wire() {
        if (wirings == null) {
            throw WebApplications.notRunning();
        }
        Wiring running = wiring;
        if (running == null) {
            running = wirings.get();
            wiring = running;
            running.start();
        }
        return running;
    }

    /** If it was needed yet. */
    Optional<Wiring> running() {
        return Optional.ofNullable(wiring);
    }

    void stop() {
        Wiring running;
        synchronized (this) {
            running = wiring;
            wiring = null;
            wirings = null;
        }
        if (running != null) {
            running.close();
        }
        access.close();
    }
}
