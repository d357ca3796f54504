package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * A context that is active on every thread and keeps nothing: it asks the bean at each call, which finds the instance
 * where that is kept.
 */
record LookupContext(Class<? extends Annotation> scope) implements Context {

    @Override
    public Class<? extends Annotation> getScope() {
        return scope;
    }

    @Override
    public boolean isActive() {
        return true;
    }

    @Override
    public <T> @Nullable T get(Contextual<T> contextual) {
        return null;
    }

    @Override
    public <T> T get(Contextual<T> contextual, CreationalContext<T> creationalContext) {
        return contextual.create(creationalContext);
    }
}
