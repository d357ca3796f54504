package org.streamlistening.internal.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the class loader of the application. An EAR has one for itself, and one for each WAR. */
public final class ApplicationLoader {

    /** The class loader of this library: of the WAR that has it in WEB-INF/lib, or of the EAR that has it in lib. */
    public static final ClassLoader OF_LIBRARY = ApplicationLoader.class.getClassLoader();

    private ApplicationLoader() {}

    /**
     * The context class loader of the calling thread, or {@link #OF_LIBRARY} if that does not find this copy of the
     * library. The class loader of an EAR, for example, does not find the libraries of its WARs.
     */
    public static ClassLoader ofThread() {
        return Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .filter(loader -> sees(loader, ApplicationLoader.class))
                .orElse(OF_LIBRARY);
    }

    /** Whether this class loader finds exactly this class under its name. */
    public static boolean sees(@Nullable ClassLoader loader, Class<?> type) {
        try {
            return Class.forName(type.getName(), false, loader) == type;
        } catch (ClassNotFoundException | LinkageError elsewhere) {
            return false;
        }
    }
}
