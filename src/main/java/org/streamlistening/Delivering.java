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
 * The qualifier of what belongs to the delivery that is under way on the calling thread: the {@link StreamListener}, for
 * an observer of several listeners such as those of {@link StreamListeners}, or the {@link
 * org.streamlistening.consumer.StreamConsumer}; and the {@link StreamPosition} behind the delivered message.
 *
 * <pre>{@code
 * void onToken(@Observes @StreamListening("tab") ChatToken token, @Delivering StreamListener tab) {
 *     texts.merge(tab.getName(), token.text(), String::concat);
 * }
 * }</pre>
 *
 * <p>The position is the one to go on from when everything up to this message is done: a listener that {@linkplain
 * ListenOptions#from(StreamPosition) listens from there} receives the next message first. For an observer of a batch it
 * is the position behind the batch; for an observer of another event the one from which the listener or consumer goes on.
 *
 * <p>Inject it into parameters of observers of streams, and into {@code @Dependent} objects that are created for such
 * an observer. Elsewhere neither listener nor consumer delivers, and the injection fails with an {@link
 * IllegalStateException} (DS-024). The same goes for a listener in the delivery of a consumer, and the reverse.
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
