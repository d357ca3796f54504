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
 * The qualifier of a {@link StreamListener} and of the events that it fires.
 *
 * <pre>{@code
 * @Named @SessionScoped
 * public class ChatView implements Serializable {
 *
 *     @Inject @StreamListening StreamListener stream;
 *
 *     public void join(String chat) {
 *         stream.listen("chat/" + chat);
 *     }
 *
 *     void onToken(@Observes @StreamListening ChatToken token) { ... }   // each message, decoded by JSON-B
 *     void onEnd(@Observes @StreamListening StreamCompleted end) { ... }
 * }
 * }</pre>
 *
 * <p><strong>Threads.</strong> Observers run on managed threads of the container, one at a
 * time per listener and in the order of the stream. Active are the session context of the session that called {@code
 * listen}, a request context for each message, and the caller's class loader, naming context and security identity. A
 * request and a delivery can use a session bean at the same time: its state must be thread-safe.
 *
 * <p><strong>Types.</strong> An observer observes {@link StreamEvent}, one of its subtypes, or a payload type. {@link
 * StreamMessage}, {@code String} and {@code byte[]} receive each message undecoded. {@code JsonValue} and every other
 * class or record receive it decoded, by Jakarta JSON Binding. A {@code List} of such a type receives a whole batch at
 * once. Classes that share a supertype with {@code @JsonbTypeInfo} receive the messages of their type.
 *
 * <p><strong>Errors.</strong> {@link ObserverFailurePolicy} sets what happens to a message after an exception of an
 * observer. The deployment fails if an observer can never work: with {@code @ObservesAsync} (DS-010), {@code
 * EventMetadata} (DS-011), a further qualifier or {@code during} (DS-019), or in a scope without an instance on a
 * background thread (DS-014). An observer in a {@code @RequestScoped} (DS-028) or {@code @Dependent} bean (DS-041) gets
 * a new instance for each message; a warning reports it.
 *
 * @since 0.1
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({TYPE, METHOD, PARAMETER, FIELD})
public @interface StreamListening {

    /**
     * The name of the listener, or of the {@link StreamListeners} that open it. Each session has one listener per name.
     * Default: the empty name.
     */
    String value() default "";

    /** Instances of {@link StreamListening} for use at run time. */
    final class Literal extends AnnotationLiteral<StreamListening> implements StreamListening {

        private static final long serialVersionUID = 1;

        private final String value;

        private Literal(String value) {
            this.value = value;
        }

        /** The qualifier of the listener of this name. */
        public static Literal of(String name) {
            return new Literal(name);
        }

        @Override
        public String value() {
            return value;
        }
    }
}
