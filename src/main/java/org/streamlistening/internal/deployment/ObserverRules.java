package org.streamlistening.internal.deployment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * The rules for an observer of a stream. An observer that breaks one gets no event, or gets it in another instance of
 * its bean than the application expects.
 */
final class ObserverRules {

    // By name: Faces and WebSocket are optional.
    private static final String PROGRAMMATIC_ENDPOINT = "jakarta.websocket.Endpoint";
    private static final Set<String> ENDPOINTS =
            Set.of("jakarta.websocket.server.ServerEndpoint", "jakarta.websocket.ClientEndpoint");
    private static final Set<String> UNSUPPORTED_SCOPES = Set.of(
            ConversationScoped.class.getName(),
            "jakarta.transaction.TransactionScoped",
            "jakarta.faces.lifecycle.ClientWindowScoped",
            "jakarta.faces.view.ViewScoped",
            "jakarta.faces.flow.FlowScoped",
            "org.omnifaces.cdi.ViewScoped");

    private final StreamObserver streamObserver;
    private final ObserverMethod<?> observer;
    private final @Nullable AnnotatedMethod<?> method;
    private final String where;

    /** @param method null if an extension made the observer */
    ObserverRules(StreamObserver observer, @Nullable AnnotatedMethod<?> method) {
        this.streamObserver = observer;
        this.observer = observer.observer();
        this.method = method;
        this.where = observer.where();
    }

    /** Adds a problem for each rule that this observer breaks. */
    void check(Consumer<String> problems) {
        if (observer.isAsync()) {
            problems.accept(NumberedMessage.ASYNC_OBSERVER.text(where));
        }
        if (injectsMetadata()) {
            problems.accept(NumberedMessage.EVENT_METADATA.text(
                    where,
                    "the event itself, or @Delivering %s, names its %s and its stream"
                            .formatted(delivering(), streamObserver.isOfConsumer() ? "consumer" : "listener")));
        }
        checkQualifiers(problems);
        checkDelivering(problems);
        if (observer.getTransactionPhase() != TransactionPhase.IN_PROGRESS) {
            problems.accept(NumberedMessage.USELESS_OBSERVER.text(
                    where,
                    "it waits for a transaction (during = " + observer.getTransactionPhase()
                            + "), but none is under way when a stream delivers",
                    "leave it out, and if the observer needs a transaction make it @Transactional"));
        }
        if (observer.getDeclaringBean() != null) {
            checkScope(observer.getDeclaringBean().getScope(), problems);
        }
    }

    /** Adds a problem if no message can become the observed type. */
    void checkType(Consumer<String> problems) {
        Type type = observer.getObservedType();
        boolean isPayload = type instanceof Class<?> payload && payload.getTypeParameters().length == 0;
        if (!isPayload && streamObserver.list().isEmpty()) {
            problems.accept(NumberedMessage.TYPE_PARAMETERS.text(where, type.getTypeName()));
        }
    }

    boolean injectsMetadata() {
        return method != null && method.getParameters().stream().anyMatch(one -> isMetadata(one.getBaseType()));
    }

    private void checkQualifiers(Consumer<String> problems) {
        if (EventSource.in(observer.getObservedQualifiers()).count() > 1) {
            problems.accept(NumberedMessage.USELESS_OBSERVER.text(
                    where,
                    "it observes both @StreamListening and @StreamConsuming, and no event has both",
                    "observe each in a method of its own"));
        }
        observer.getObservedQualifiers().stream()
                .filter(qualifier -> !(qualifier instanceof StreamListening
                        || qualifier instanceof StreamConsuming
                        || qualifier instanceof Any))
                .forEach(qualifier -> problems.accept(NumberedMessage.USELESS_OBSERVER.text(
                        where,
                        "it observes @" + qualifier.annotationType().getSimpleName()
                                + " too, which no event of a stream has",
                        "leave it out, and look at what the event holds")));
    }

    private void checkDelivering(Consumer<String> problems) {
        Class<?> other = streamObserver.isOfConsumer() ? StreamListener.class : StreamConsumer.class;
        if (streamObserver.source() != null && streamObserver.injectsDelivering(other)) {
            problems.accept(NumberedMessage.USELESS_OBSERVER.text(
                    where,
                    "it injects @Delivering " + other.getSimpleName() + ", but a " + delivering() + " delivers",
                    "inject @Delivering " + delivering()));
        }
    }

    /** The type of what delivers to this observer. */
    private String delivering() {
        return (streamObserver.isOfConsumer() ? StreamConsumer.class : StreamListener.class).getSimpleName();
    }

    private void checkScope(Class<? extends Annotation> scope, Consumer<String> problems) {
        boolean consumer = streamObserver.isOfConsumer();
        if (UNSUPPORTED_SCOPES.contains(scope.getName()) || (consumer && scope == SessionScoped.class)) {
            problems.accept(NumberedMessage.SCOPE_OUT_OF_REACH.text(
                    where,
                    scope.getSimpleName(),
                    consumer
                            ? "observe in an @ApplicationScoped bean, since a consumer delivers to no session"
                            : "observe in a @SessionScoped bean, and let the page read from that"));
        }
        if (isEndpoint(observer.getBeanClass()) && scope != ApplicationScoped.class) {
            problems.accept(NumberedMessage.ENDPOINT_OBSERVER.text(where));
        }
    }

    private static boolean isEndpoint(Class<?> type) {
        boolean annotated = Arrays.stream(type.getAnnotations())
                .anyMatch(annotation ->
                        ENDPOINTS.contains(annotation.annotationType().getName()));
        return annotated
                || Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                        .anyMatch(ancestor -> ancestor.getName().equals(PROGRAMMATIC_ENDPOINT));
    }

    private static boolean isMetadata(Type type) {
        return type == EventMetadata.class || type == InjectionPoint.class;
    }
}
