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
import java.util.function.Supplier;
import org.streamlistening.client.DurableStreamsClient;

/**
 * The scope of the client bean, which is another one in each web application; {@code @ApplicationScoped} would be one for
 * all WARs of an EAR.
 */
@NormalScope
@Target(TYPE)
@Retention(RUNTIME)
@interface OfWebApplication {

    /** @param client that of the calling thread's application */
    record Scope(Supplier<DurableStreamsClient> client) implements Context {

        @Override
        public Class<? extends Annotation> getScope() {
            return OfWebApplication.class;
        }

        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        @SuppressWarnings("unchecked") // the client is the only bean of this scope
        public <T> T get(Contextual<T> contextual) {
            return (T) client.get();
        }

        @Override
        public <T> T get(Contextual<T> contextual, CreationalContext<T> creationalContext) {
            return get(contextual);
        }
    }
}
