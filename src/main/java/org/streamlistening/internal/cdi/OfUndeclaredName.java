package org.streamlistening.internal.cdi;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import org.streamlistening.StreamListening;

/**
 * Replaces {@code @StreamListening("name")} where a component that is no bean, such as a servlet, injects a listener of
 * a name that no bean has. Open Liberty reports such injection points after all beans are known.
 */
@Qualifier
@Retention(RUNTIME)
@interface OfUndeclaredName {

    /** The only instance. */
    final class Literal extends AnnotationLiteral<OfUndeclaredName> implements OfUndeclaredName {

        private static final long serialVersionUID = 1;

        static final Literal INSTANCE = new Literal();

        private Literal() {}

        /** The name in the {@code @StreamListening} of the injection point. */
        static String name(InjectionPoint point) {
            StreamListening qualifier = point.getAnnotated().getAnnotation(StreamListening.class);
            return qualifier == null ? "" : qualifier.value();
        }
    }
}
