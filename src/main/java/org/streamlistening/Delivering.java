package org.streamlistening;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The qualifier of the {@link StreamListener} that is delivering now, for an observer of several listeners, such as
 * those of {@link StreamListeners}.
 *
 * <pre>{@code
 * void onToken(@Observes @StreamListening("tab") ChatToken token, @Delivering StreamListener tab) {
 *     texts.merge(tab.getName(), token.text(), String::concat);
 * }
 * }</pre>
 *
 * <p>Inject it into parameters of observers of streams, and into {@code @Dependent} objects that are created for such
 * an observer. Elsewhere no listener delivers, and the injection fails with an {@link IllegalStateException} (DS-024).
 *
 * @since 0.1
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({TYPE, METHOD, PARAMETER, FIELD})
public @interface Delivering {

    /** The instance of {@link Delivering} for use at run time. */
    final class Literal extends AnnotationLiteral<Delivering> implements Delivering {

        private static final long serialVersionUID = 1;

        /** The instance: all are equal. */
        public static final Literal INSTANCE = new Literal();

        private Literal() {}
    }
}
