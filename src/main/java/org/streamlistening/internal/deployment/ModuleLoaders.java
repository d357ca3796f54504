package org.streamlistening.internal.deployment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.streamlistening.internal.config.ApplicationLoader;

/** The class loaders of the modules of an application, and whether several of them share this library. */
final class ModuleLoaders {

    /** Each class loader of a bean, and whether it finds this copy of the library. */
    private final Map<ClassLoader, Boolean> loaders = new HashMap<>();

    private boolean shared;

    void collect(Class<?> beanClass) {
        ClassLoader loader = beanClass.getClassLoader();
        if (loader != null && loader != ApplicationLoader.OF_LIBRARY) {
            shared |= loaders.computeIfAbsent(loader, one -> ApplicationLoader.sees(one, ModuleLoaders.class));
        }
    }

    /** Whether the library belongs to several web applications, as in the lib of an EAR. */
    boolean areShared() {
        return shared;
    }

    /** The class loaders of the modules that use this library. */
    List<ClassLoader> all() {
        return shared ? loaders.keySet().stream().filter(loaders::get).toList() : List.of(ApplicationLoader.ofThread());
    }

    /** Whether a class is visible to a web application: its own, and what all WARs of its EAR share. */
    Predicate<Class<?>> visibleTo(ClassLoader application) {
        // Tested for each observer of each event, and a class loader is slow.
        Map<ClassLoader, Boolean> visible = new ConcurrentHashMap<>();
        return type -> !loaders.getOrDefault(type.getClassLoader(), false)
                || visible.computeIfAbsent(type.getClassLoader(), module -> ApplicationLoader.sees(application, type));
    }
}
