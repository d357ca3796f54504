package org.streamlistening.internal.config;

import java.util.Optional;

/** MicroProfile Config, found by reflection: a runtime may not have it, and the library does not depend on it. */
final class MicroProfileConfig {

    private static final System.Logger LOG = System.getLogger(MicroProfileConfig.class.getName());

    private MicroProfileConfig() {}

    /** Whether this application has it, and not only its API. */
    static boolean isAvailable(ClassLoader application) {
        try {
            Class.forName("org.eclipse.microprofile.config.ConfigProvider", true, application)
                    .getMethod("getConfig", ClassLoader.class)
                    .invoke(null, application);
            return true;
        } catch (ReflectiveOperationException | LinkageError unavailable) {
            LOG.log(System.Logger.Level.DEBUG, "MicroProfile Config is not available", unavailable);
            return false;
        }
    }

    static Optional<String> value(ClassLoader application, String key) {
        try {
            Class<?> provider = Class.forName("org.eclipse.microprofile.config.ConfigProvider", true, application);
            Object config = provider.getMethod("getConfig", ClassLoader.class).invoke(null, application);
            // Asked through the interface: the class behind it need not be accessible.
            Class<?> type = Class.forName("org.eclipse.microprofile.config.Config", true, application);
            Object value = type.getMethod("getOptionalValue", String.class, Class.class)
                    .invoke(config, key, String.class);
            return value instanceof Optional<?> found ? found.map(String.class::cast) : Optional.empty();
        } catch (ClassNotFoundException notThere) {
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError unusable) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "MicroProfile Config is there, but cannot be asked for " + key,
                    unusable);
            return Optional.empty();
        }
    }
}
