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
 * The {@link StreamListener} that is delivering right now: for observers that hear several, as those of
 * {@link StreamListeners} do.
 *
 * <pre>{@code
 * void onToken(@Observes @StreamListening("tab") ChatToken token, @Delivering StreamListener tab) {
 *     texts.merge(tab.getName(), token.text(), String::concat);
 * }
 * }</pre>
 *
 * <p>Of use in parameters of observers, and in {@code @Dependent} objects made for one; anywhere else there is none, and
 * injecting it fails with an {@link IllegalStateException}.
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({TYPE, METHOD, PARAMETER, FIELD})
public @interface Delivering {

    /** Makes the instance of {@link Delivering} at run time. */
    final class Literal extends AnnotationLiteral<Delivering> implements Delivering {

        private static final long serialVersionUID = 1;

        /** The only one there is. */
        public static final Literal INSTANCE = new Literal();

        private Literal() {}
    }
}
