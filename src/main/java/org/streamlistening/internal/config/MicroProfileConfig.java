package org.streamlistening.internal.config;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

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
            Object unused = config(application);
            return true;
        } catch (ReflectiveOperationException | LinkageError unavailable) {
            LOG.log(System.Logger.Level.DEBUG, "MicroProfile Config is not available", unavailable);
            return false;
        }
    }

    private static Object config(ClassLoader application) throws ReflectiveOperationException {
        return Class.forName("org.eclipse.microprofile.config.ConfigProvider", true, application)
                .getMethod("getConfig", ClassLoader.class)
                .invoke(null, application);
    }

    /** The values of this application by key; all are empty if MicroProfile Config is not available to it. */
    static Function<String, Optional<String>> values(ClassLoader application) {
        try {
            Object config = config(application);
            // Through the interface: the implementing class can be inaccessible.
            Method lookUp = Class.forName("org.eclipse.microprofile.config.Config", true, application)
                    .getMethod("getOptionalValue", String.class, Class.class);
            return key -> value(config, lookUp, key);
        } catch (ClassNotFoundException noApi) {
            return key -> Optional.empty();
        } catch (ReflectiveOperationException | LinkageError unusable) {
            LOG.log(System.Logger.Level.DEBUG, "MicroProfile Config is not available", unusable);
            return key -> Optional.empty();
        }
    }

    /** The names of all values of this application; empty if MicroProfile Config is not available to it. */
    static Set<String> names(ClassLoader application) {
        try {
            Object names = Class.forName("org.eclipse.microprofile.config.Config", true, application)
                    .getMethod("getPropertyNames")
                    .invoke(config(application));
            Set<String> all = new TreeSet<>();
            if (names instanceof Iterable<?> iterable) {
                iterable.forEach(name -> all.add(String.valueOf(name)));
            }
            return all;
        } catch (ClassNotFoundException noApi) {
            return Set.of();
        } catch (ReflectiveOperationException | LinkageError unusable) {
            LOG.log(System.Logger.Level.DEBUG, "MicroProfile Config is not available", unusable);
            return Set.of();
        }
    }

    private static Optional<String> value(Object config, Method lookUp, String key) {
        try {
            return lookUp.invoke(config, key, String.class) instanceof Optional<?> found
                    ? found.map(String.class::cast)
                    : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError failed) {
            LOG.log(System.Logger.Level.DEBUG, "the look-up of " + key + " in MicroProfile Config failed", failed);
            return Optional.empty();
        }
    }
}
