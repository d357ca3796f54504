package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.server.EmbeddedServer;

/**
 * What an application takes from outside. The test kit hands in its own.
 *
 * @param configuration that of the calling thread's application
 * @param embedded the embedded server of the web application with this class loader, started if necessary
 * @param current whether the calling thread runs a component of the application of this extension; asked only if
 *     several applications share this copy of the library
 */
public record ApplicationEnvironment(
        Supplier<Configuration> configuration,
        Function<ClassLoader, InProcessServer> embedded,
        Predicate<Extension> current) {

    /** That of a container. */
    static final ApplicationEnvironment OF_CONTAINER = new ApplicationEnvironment(
            Configuration::ofApplication, EmbeddedServer::ofApplication, ApplicationEnvironment::isInModule);

    private static boolean isInModule(Extension extension) {
        return WebApplications.moduleBeanManager()
                .filter(module -> hasExtension(module, extension))
                .isPresent();
    }

    private static boolean hasExtension(BeanManager module, Extension extension) {
        try {
            return module.getExtension(extension.getClass()) == extension;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
