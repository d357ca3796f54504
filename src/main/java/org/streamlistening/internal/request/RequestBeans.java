package org.streamlistening.internal.request;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.PassivationCapable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The request-scoped instances of one step of a delivery, and then of the next one. For one thread. */
final class RequestBeans {

    private boolean active;

    /** In the order of their creation. The list is made for the first instance. */
    private List<Instance<?>> instances = List.of();

    private static final class Instance<T> {

        /** {@link PassivationCapable#getId()} if there is one: containers look up with a wrapper that has the bean's id. */
        private final Object key;

        private final Contextual<T> bean;
        private final T object;
        private final CreationalContext<T> context;

        /** Whether its destruction has begun. */
        private boolean destroyed;

        /** Whether that was before the end of the step: another instance can be made. */
        private boolean destroyedEarly;

        Instance(Contextual<T> bean, T object, CreationalContext<T> context) {
            this.key = key(bean);
            this.bean = bean;
            this.object = object;
            this.context = context;
        }

        /** Once, although beans can destroy each other, and themselves. */
        void destroy() {
            if (!destroyed) {
                destroyed = true;
                bean.destroy(object, context);
            }
        }
    }

    boolean isActive() {
        return active;
    }

    void begin() {
        active = true;
    }

    /**
     * Destroys all instances, including those that a destruction makes, and those after a destruction that fails.
     *
     * @param onFailure receives what a destruction throws
     */
    void end(Consumer<Throwable> onFailure) {
        try {
            // Each bean stays visible to the others, which then cannot make it again without end.
            for (int i = 0; i < instances.size(); i++) {
                destroy(instances.get(i), onFailure);
            }
        } finally {
            instances = List.of();
            active = false;
        }
    }

    @SuppressWarnings("CatchingUnchecked") // an Error of one bean must not keep the others alive
    private static void destroy(Instance<?> instance, Consumer<Throwable> onFailure) {
        try {
            instance.destroy();
        } catch (Throwable e) {
            onFailure.accept(e);
        }
    }

    @SuppressWarnings("unchecked") // what was made for a contextual is an instance of it
    <T> @Nullable T get(Contextual<T> bean) {
        Instance<?> found = find(bean);
        return found == null ? null : (T) found.object;
    }

    <T> @Nullable T make(Contextual<T> bean, CreationalContext<T> context) {
        T object = bean.create(context);
        if (object != null) {
            if (instances.isEmpty()) {
                instances = new ArrayList<>();
            }
            instances.add(new Instance<>(bean, object, context));
        }
        return object;
    }

    void destroy(Contextual<?> bean) {
        Instance<?> found = find(bean);
        if (found != null && !found.destroyed) {
            found.destroyedEarly = true;
            found.destroy();
        }
    }

    /** A step uses few instances: a search is as quick as a map. */
    private @Nullable Instance<?> find(Contextual<?> bean) {
        if (instances.isEmpty()) {
            return null;
        }
        Object key = key(bean);
        for (int i = 0; i < instances.size(); i++) {
            Instance<?> instance = instances.get(i);
            if (instance.key.equals(key) && !instance.destroyedEarly) {
                return instance;
            }
        }
        return null;
    }

    private static Object key(Contextual<?> bean) {
        return bean instanceof PassivationCapable identified ? identified.getId() : bean;
    }
}
