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
 * The qualifier of a {@link StreamListener} and of everything it fires.
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
 * <p>Observers run on a thread of the container's {@code ManagedExecutorService}, one at a time per listener, with the
 * session context of the session that called {@code listen}, a request context for each message, and that caller's class
 * loader, naming context and security identity. They must be synchronous: {@code @ObservesAsync} gets nothing and is
 * refused at deployment, and so are further qualifiers, {@code during} and {@code EventMetadata}.
 *
 * <p>An observer may be of {@link StreamEvent} or one of its kinds, or of the type of a payload: {@link StreamMessage},
 * {@code String} and {@code byte[]} get each message as it is, {@code JsonValue} and every other class or record get it
 * decoded, by Jakarta JSON Binding. {@code List} of any of these gets a whole batch at once. Classes that share a
 * supertype with {@code @JsonbTypeInfo} get the messages of their kind.
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({TYPE, METHOD, PARAMETER, FIELD})
public @interface StreamListening {

    /**
     * The name of the listener, or of the {@link StreamListeners} it was opened by. Each name has its own listener in
     * each session. Default: the empty name.
     */
    String value() default "";

    /** Makes instances of {@link StreamListening} at run time. */
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
