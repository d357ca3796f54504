package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The observers of all listeners with one qualifier, or of a consumer. CDI resolves observers by the class of an event, so they are
 * resolved once for each class. Thread-safe.
 */
public final class QualifiedObservers {

    private final BeanManager beanManager;
    private final Annotation qualifier;
    private final Set<Annotation> qualifiers;
    private final Predicate<ObserverMethod<?>> selected;
    private final Payloads payloads;
    private final List<ListObserver> lists;

    /** CDI resolves these observers for events and single messages, but they must not get them. */
    private final Set<ObserverMethod<?>> excluded;

    private final Function<ObserverMethod<?>, String> names;

    private final Map<Class<?>, List<ObserverMethod<?>>> resolved = new ConcurrentHashMap<>();

    /**
     * @param qualifier the qualifier of their events
     * @param selected whether an observer observes these events
     * @param payloads decodes the messages
     * @param lists the observers of batches of a payload
     * @param excluded observers that these events must not reach
     * @param names names each observer, equally in every run of the application
     */
    public QualifiedObservers(
            BeanManager beanManager,
            Annotation qualifier,
            Predicate<ObserverMethod<?>> selected,
            Payloads payloads,
            List<ListObserver> lists,
            Collection<ObserverMethod<?>> excluded,
            Function<ObserverMethod<?>, String> names) {
        this.names = names;
        this.beanManager = beanManager;
        this.qualifier = qualifier;
        this.qualifiers = Set.of(qualifier, Any.Literal.INSTANCE);
        this.selected = selected;
        this.payloads = payloads;
        this.lists = List.copyOf(lists);
        // A message that is a JSON array is a List to CDI, but no batch.
        this.excluded = Stream.concat(lists.stream().map(ListObserver::observer), excluded.stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The qualifiers of all events. */
    Set<Annotation> qualifiers() {
        return qualifiers;
    }

    String nameOf(ObserverMethod<?> observer) {
        return names.apply(observer);
    }

    Payloads payloads() {
        return payloads;
    }

    /** The observers of batches of a payload. */
    List<ListObserver> lists() {
        return lists;
    }

    /** The observers of this event in the order of their priority. */
    List<ObserverMethod<?>> of(Object event) {
        List<ObserverMethod<?>> known = resolved.get(event.getClass());
        return known != null ? known : resolved.computeIfAbsent(event.getClass(), type -> resolve(event));
    }

    private List<ObserverMethod<?>> resolve(Object event) {
        return beanManager.resolveObserverMethods(event, qualifier).stream()
                .filter(observer -> !observer.isAsync() && !excluded.contains(observer) && selected.test(observer))
                .sorted(Comparator.comparingInt(ObserverMethod::getPriority))
                .<ObserverMethod<?>>map(observer -> observer)
                .toList();
    }
}
