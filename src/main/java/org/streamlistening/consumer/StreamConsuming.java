package org.streamlistening.consumer;

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
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;

/**
 * The qualifier of a {@link StreamConsumer} and of the events that it fires. A consumer belongs to the application: it
 * starts and ends with it, and needs no HTTP session.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Audit {
 *
 *     void onOrder(@Observes @StreamConsuming("audit") Order order, @Delivering StreamPosition behind) { ... }
 * }
 * }</pre>
 *
 * <pre>{@code
 * durable-streams.consumer.audit.stream=orders
 * }</pre>
 *
 * <p>An observer or an injection point makes the consumer of that name. Of all servers that run the application, one
 * delivers for it; the others stand by. The {@link CheckpointStore} keeps its position, so that another server, or the
 * next start of the application, continues there. After the end of a server, messages behind the last checkpoint come
 * again.
 *
 * <p>Observers of listeners receive nothing from a consumer, and the reverse. An observer of {@link StreamEvent} or one
 * of its subtypes without a qualifier receives the events of both, unless its bean is {@code @SessionScoped}, or it
 * injects the {@link org.streamlistening.Delivering} object of the other kind.
 *
 * <p><strong>Threads.</strong> Observers run on managed threads of the container, one at a time per consumer and in the
 * order of the stream. Active is a request context for each message, and no session. The bean of an observer serves all
 * consumers and requests of the application at the same time: its state must be thread-safe.
 *
 * <p><strong>Types.</strong> An observer observes {@link StreamEvent}, one of its subtypes, or a payload type. {@link
 * StreamMessage}, {@code String} and {@code byte[]} receive each message undecoded. {@code JsonValue} and every other
 * class or record receive it decoded, by Jakarta JSON Binding. A {@code List} of such a type receives a whole batch at
 * once. Classes that share a supertype with {@code @JsonbTypeInfo} receive the messages of their type.
 *
 * <p><strong>Errors.</strong> {@link ObserverFailurePolicy} sets what happens to a message after an exception of an
 * observer. The deployment fails if an observer can never work: with {@code @ObservesAsync} (DS-010), {@code
 * EventMetadata} (DS-011), a further qualifier, {@code @Delivering StreamListener} or {@code during} (DS-019), in a
 * {@code @SessionScoped} bean or another scope without an instance on a background thread (DS-014). It also fails if a
 * name cannot be used (DS-039). An observer in a {@code @RequestScoped} (DS-028) or {@code @Dependent} bean (DS-041)
 * gets a new instance for each message; a warning reports it.
 *
 * @since 0.1
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({TYPE, METHOD, PARAMETER, FIELD})
public @interface StreamConsuming {

    /** The name of the consumer: 1 to 64 letters, digits, dots, hyphens and underscores; the first is no dot. */
    String value();

    /** Instances of {@link StreamConsuming} for use at run time. */
    final class Literal extends AnnotationLiteral<StreamConsuming> implements StreamConsuming {

        private static final long serialVersionUID = 1;

        private final String value;

        private Literal(String value) {
            this.value = value;
        }

        /** The qualifier of the consumer of this name. */
        public static Literal of(String name) {
            return new Literal(name);
        }

        @Override
        public String value() {
            return value;
        }
    }
}
