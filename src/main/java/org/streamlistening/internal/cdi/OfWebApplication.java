package org.streamlistening.internal.cdi;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * The scope of the client bean, which is another one in each web application; {@code @ApplicationScoped} would be one for
 * all WARs of an EAR.
 */
@NormalScope
@Target(TYPE)
@Retention(RUNTIME)
@interface OfWebApplication {

    /** Keeps nothing: the wiring of the application does, and the bean asks that. */
    final class Scope implements Context {

        @Override
        public Class<? extends Annotation> getScope() {
            return OfWebApplication.class;
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
}
