package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.deliver.DeliveryTransactions;
import org.streamlistening.internal.deliver.EventObservers;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.deliver.QualifiedObservers;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.testkit.ActionObserver;

/** A bean manager that resolves observers, for a delivery, in the order of their addition. */
final class ResolvedObservers {

    private final List<ObserverMethod<?>> observers = new ArrayList<>();

    <T> void observe(Class<T> type, Consumer<T> action) {
        observers.add(new ActionObserver<>(type, Set.of(), ObserverMethod.DEFAULT_PRIORITY, action));
    }

    EventObservers forListener() {
        return forListener(new Payloads(List.of(StreamMessage.class), null));
    }

    EventObservers forListener(Payloads payloads) {
        return forListener(payloads, DeliveryTransactions.NONE);
    }

    EventObservers forListener(DeliveryTransactions transactions) {
        return forListener(new Payloads(List.of(StreamMessage.class), null), transactions);
    }

    private EventObservers forListener(Payloads payloads, DeliveryTransactions transactions) {
        return new EventObservers(
                new QualifiedObservers(
                        beanManager(),
                        StreamListening.Literal.of(""),
                        observer -> true,
                        payloads,
                        List.of(),
                        List.of(),
                        observer -> String.valueOf(observers.indexOf(observer))),
                new FailureLog((delay, task) -> () -> {}),
                transactions);
    }

    private BeanManager beanManager() {
        return (BeanManager) Proxy.newProxyInstance(
                BeanManager.class.getClassLoader(), new Class<?>[] {BeanManager.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("resolveObserverMethods");
                    Set<ObserverMethod<?>> found = new LinkedHashSet<>(observers);
                    found.removeIf(observer -> !((Class<?>) observer.getObservedType()).isInstance(arguments[0]));
                    return found;
                });
    }
}
