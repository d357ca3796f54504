package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.deployment.ModuleView;
import org.streamlistening.server.EmbeddedServer;

/** What one web application has of this library, from when it is first known until it stops. For any thread. */
final class WebApplication {

    private final ClassLoader loader;
    private final ServerLocation location;
    private final AccessBean access;
    private volatile @Nullable StreamRuntime runtime;

    // Guarded by this.
    private @Nullable Supplier<StreamRuntime> wirings;

    /**
     * Called on a thread of the application, for its configuration.
     *
     * @param loader its class loader
     * @param embedded its embedded server, started if it has to be
     */
    WebApplication(
            BeanManager beanManager,
            ModuleView found,
            BridgedSession bridged,
            CurrentListener current,
            ClassLoader loader,
            Supplier<InProcessServer> embedded) {
        this.loader = loader;
        Settings settings = new Settings(Configuration.ofApplication());
        SessionBridge bridge = new SessionBridge(
                beanManager, found.sessionBeans(), NeededBeans.of(found.alwaysNotified(), beanManager), bridged);
        location = new ServerLocation(settings, embedded);
        access = new AccessBean(beanManager);
        wirings = () -> new StreamRuntime(beanManager, settings, location, bridge, found, current);
    }

    /** Its servlet context, of which some servers tell with the first request only. */
    void learn(ServletContext context) {
        location.find(context);
        access.provide(context);
    }

    /** A request of it came in. */
    void requested(ServletContext context) {
        location.check(context);
        access.provide(context);
    }

    /**
     * What the hops of a message are made of; made when it is first needed.
     *
     * @throws IllegalStateException if the application was stopped
     */
    StreamRuntime wiring() {
        StreamRuntime running = runtime;
        return running != null ? running : wire();
    }

    private synchronized StreamRuntime wire() {
        if (wirings == null) {
            throw WebApplications.notRunning();
        }
        StreamRuntime running = runtime;
        if (running == null) {
            running = wirings.get();
            runtime = running;
            running.start();
        }
        return running;
    }

    /** If it was needed yet. */
    Optional<StreamRuntime> running() {
        return Optional.ofNullable(runtime);
    }

    void stop() {
        StreamRuntime running;
        synchronized (this) {
            running = runtime;
            runtime = null;
            wirings = null;
        }
        if (running != null) {
            running.close();
        }
        access.close();
        EmbeddedServer.release(loader);
    }
}
