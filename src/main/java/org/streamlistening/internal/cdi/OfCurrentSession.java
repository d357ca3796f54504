package org.streamlistening.internal.cdi;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Set;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;

/**
 * The scope of listeners as they are injected: those that the session of the calling thread keeps. Unlike
 * {@code @SessionScoped} it is active on every thread, so that one without a session gets an answer in words and not the
 * container's error.
 */
@NormalScope
@Target(TYPE)
@Retention(RUNTIME)
@interface OfCurrentSession {

    /** What is behind a bean of this scope. */
    final class Kept {

        private Kept() {}

        /** The session-scoped bean behind the injected listener, or listeners, of this name. */
        static Bean<?> bean(Class<? extends KeptInSession> type, String name, BeanManager beanManager) {
            return find(type, StreamListening.Literal.of(name), beanManager);
        }

        /** The session-scoped bean behind this injected one. */
        static Bean<?> bean(Bean<?> injected, BeanManager beanManager) {
            Annotation name = injected.getQualifiers().stream()
                    .filter(StreamListening.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            boolean one = injected.getTypes().contains(StreamListener.class);
            return find(one ? KeptListener.class : KeptListeners.class, name, beanManager);
        }

        private static Bean<?> find(Class<?> type, Annotation name, BeanManager beanManager) {
            Set<Bean<?>> found = beanManager.getBeans(type, name);
            return beanManager.resolve(found);
        }
    }
}
