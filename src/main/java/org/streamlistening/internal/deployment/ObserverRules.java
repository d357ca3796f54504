package org.streamlistening.internal.deployment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
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
import org.streamlistening.StreamListening;
import org.streamlistening.internal.messages.NumberedMessage;

/** What an observer of a stream must not be, since it would hear nothing, or in the wrong place. */
final class ObserverRules {

    // By name: an application need not have Faces or WebSocket.
    private static final String PROGRAMMATIC_ENDPOINT = "jakarta.websocket.Endpoint";
    private static final Set<String> ENDPOINTS =
            Set.of("jakarta.websocket.server.ServerEndpoint", "jakarta.websocket.ClientEndpoint");
    private static final Set<String> SCOPES_OUT_OF_REACH = Set.of(
            ConversationScoped.class.getName(),
            "jakarta.transaction.TransactionScoped",
            "jakarta.faces.lifecycle.ClientWindowScoped",
            "jakarta.faces.view.ViewScoped",
            "jakarta.faces.flow.FlowScoped",
            "org.omnifaces.cdi.ViewScoped");

    private final ObserverMethod<?> observer;
    private final @Nullable AnnotatedMethod<?> method;

    /** @param method null if an extension made the observer */
    ObserverRules(ObserverMethod<?> observer, @Nullable AnnotatedMethod<?> method) {
        this.observer = observer;
        this.method = method;
    }

    /** Class and method, for people. */
    String where() {
        return method == null
                ? observer.getBeanClass().getName()
                : method.getJavaMember().getDeclaringClass().getName() + "."
                        + method.getJavaMember().getName();
    }

    void check(Consumer<String> mistakes) {
        if (observer.isAsync()) {
            mistakes.accept(NumberedMessage.ASYNC_OBSERVER.text(where()));
        }
        if (wantsMetadata()) {
            mistakes.accept(NumberedMessage.EVENT_METADATA.text(
                    where(), "the event itself, or @Delivering StreamListener, names its listener and its stream"));
        }
        observer.getObservedQualifiers().stream()
                .filter(qualifier -> !(qualifier instanceof StreamListening) && !(qualifier instanceof Any))
                .forEach(qualifier -> mistakes.accept(NumberedMessage.USELESS_OBSERVER.text(
                        where(),
                        "it observes @" + qualifier.annotationType().getSimpleName()
                                + " too, which no event of a stream has",
                        "leave it out, and look at what the event holds")));
        if (observer.getTransactionPhase() != TransactionPhase.IN_PROGRESS) {
            mistakes.accept(NumberedMessage.USELESS_OBSERVER.text(
                    where(),
                    "it waits for a transaction (during = " + observer.getTransactionPhase()
                            + "), but none is under way when a stream delivers",
                    "leave it out, and if the observer needs a transaction make it @Transactional"));
        }
        if (observer.getDeclaringBean() != null) {
            place(observer.getDeclaringBean().getScope(), mistakes);
        }
    }

    boolean wantsMetadata() {
        return method != null && method.getParameters().stream().anyMatch(one -> isMetadata(one.getBaseType()));
    }

    private void place(Class<? extends Annotation> scope, Consumer<String> mistakes) {
        if (SCOPES_OUT_OF_REACH.contains(scope.getName())) {
            mistakes.accept(NumberedMessage.SCOPE_OUT_OF_REACH.text(where(), scope.getSimpleName()));
        }
        if (isEndpoint(observer.getBeanClass()) && scope != ApplicationScoped.class) {
            mistakes.accept(NumberedMessage.ENDPOINT_OBSERVER.text(where()));
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
