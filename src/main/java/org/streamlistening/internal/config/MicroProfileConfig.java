package org.streamlistening.internal.config;

import java.util.Optional;

/** MicroProfile Config, called by reflection: it is optional, and the library does not depend on it. */
final class MicroProfileConfig {

    private static final System.Logger LOG = System.getLogger(MicroProfileConfig.class.getName());

    private static final String FILE = "META-INF/microprofile-config.properties";

    private MicroProfileConfig() {}

    /**
     * Why the configuration file of this application has no effect; empty if there is none, or if the runtime reads it.
     */
    static String unreadFile(ClassLoader application) {
        return application.getResource(FILE) == null || isAvailable(application)
                ? ""
                : ". The application has a " + FILE
                        + ", which is not read, because MicroProfile Config is not available:"
                        + " enable it (on Open Liberty the feature mpConfig, on WildFly the subsystem"
                        + " microprofile-config-smallrye), or set system properties or environment variables";
    }

    /** Whether this application has an implementation, and not only the API. */
    private static boolean isAvailable(ClassLoader application) {
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
            // Through the interface: the implementing class can be inaccessible.
            Class<?> type = Class.forName("org.eclipse.microprofile.config.Config", true, application);
            Object value = type.getMethod("getOptionalValue", String.class, Class.class)
                    .invoke(config, key, String.class);
            return value instanceof Optional<?> found ? found.map(String.class::cast) : Optional.empty();
        } catch (ClassNotFoundException noApi) {
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError unusable) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "MicroProfile Config is available, but the look-up of " + key + " failed",
                    unusable);
            return Optional.empty();
        }
    }
}
