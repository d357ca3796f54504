package org.streamlistening.internal.testkit;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The session-scoped beans of one session. Thread-safe: one thread at a time makes or destroys a bean. */
public final class SessionInstances {

    // Guarded by this; the container makes one bean within the creation of another on the same thread.
    private final Map<Contextual<?>, Instance<?>> instances = new LinkedHashMap<>();

    private record Instance<T>(Contextual<T> contextual, T instance, CreationalContext<T> creationalContext) {

        void destroy() {
            contextual.destroy(instance, creationalContext);
        }
    }

    @SuppressWarnings("unchecked") // what was made for a contextual is an instance of it
    synchronized <T> @Nullable T get(Contextual<T> contextual, @Nullable CreationalContext<T> creationalContext) {
        Instance<T> known = (Instance<T>) instances.get(contextual);
        if (known == null && creationalContext != null) {
            known = new Instance<>(contextual, contextual.create(creationalContext), creationalContext);
            instances.put(contextual, known);
        }
        return known == null ? null : known.instance();
    }

    synchronized void destroy(Contextual<?> contextual) {
        Instance<?> known = instances.remove(contextual);
        if (known != null) {
            known.destroy();
        }
    }

    /** Destroys all of them, the last one first. */
    public synchronized void end() {
        List<Instance<?>> last = List.copyOf(instances.values());
        instances.clear();
        for (int i = last.size() - 1; i >= 0; i--) {
            last.get(i).destroy();
        }
    }
}
