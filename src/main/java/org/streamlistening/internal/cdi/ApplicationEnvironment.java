package org.streamlistening.internal.cdi;

import java.util.function.Function;
import java.util.function.Supplier;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.server.EmbeddedServer;

/**
 * What an application takes from outside. The test kit hands in its own.
 *
 * @param configuration that of the calling thread's application
 * @param embedded the embedded server of the web application with this class loader, started if necessary
 */
public record ApplicationEnvironment(
        Supplier<Configuration> configuration, Function<ClassLoader, InProcessServer> embedded) {

    /** That of a container. */
    static final ApplicationEnvironment OF_CONTAINER =
            new ApplicationEnvironment(Configuration::ofApplication, EmbeddedServer::ofApplication);
}
