package org.streamlistening.internal.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which class loader is the application's: in an EAR there is one for all of it, and one for each WAR. */
public final class ApplicationLoader {

    /** The one that this library came with: of a WAR that has it in its WEB-INF/lib, of an EAR that has it in its lib. */
    public static final ClassLoader OF_LIBRARY = ApplicationLoader.class.getClassLoader();

    private ApplicationLoader() {}

    /**
     * That of the calling thread; or where that one knows nothing of this library, as that of an EAR knows nothing of
     * what its WARs bring along, the one that the library came with.
     */
    public static ClassLoader ofThread() {
        return Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .filter(loader -> sees(loader, ApplicationLoader.class))
                .orElse(OF_LIBRARY);
    }

    /** Whether what this class loader finds by the name of the class is this very class. */
    public static boolean sees(@Nullable ClassLoader loader, Class<?> type) {
        try {
            return Class.forName(type.getName(), false, loader) == type;
        } catch (ClassNotFoundException | LinkageError elsewhere) {
            return false;
        }
    }
}
