package org.streamlistening.internal.deployment;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.streamlistening.internal.messages.NumberedMessage;

/** The warnings of observers that hear each message in a new instance of their bean. */
final class NewInstances {

    // By name: EJB is optional. Their beans are @Dependent, but their instances outlast a call.
    private static final Set<String> SHARED_EJBS = Set.of("jakarta.ejb.Stateless", "jakarta.ejb.Singleton");

    private NewInstances() {}

    static Stream<String> warnings(StreamObserver observer) {
        if (observer.isStatic()) {
            return Stream.empty();
        }
        if (observer.isIn(RequestScoped.class)) {
            return Stream.of(NumberedMessage.REQUEST_SCOPED_OBSERVER.text(observer.where(), remedy(observer)));
        }
        return observer.isIn(Dependent.class)
                        && observer.observesStreamsOnly()
                        && !isSharedEjb(observer.observer().getBeanClass())
                ? Stream.of(NumberedMessage.DEPENDENT_OBSERVER.text(observer.where(), remedy(observer)))
                : Stream.empty();
    }

    private static String remedy(StreamObserver observer) {
        return observer.isOfConsumer()
                ? "observe in an @ApplicationScoped bean"
                : "observe in a @SessionScoped bean, or in an @ApplicationScoped one for all sessions";
    }

    private static boolean isSharedEjb(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(one -> SHARED_EJBS.contains(one.annotationType().getName()));
    }
}
