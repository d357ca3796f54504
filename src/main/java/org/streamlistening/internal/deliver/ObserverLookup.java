package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.listen.delivery.ObserverProgress;

/** Finds the observers of one listener for an event, a message or a batch. For one thread at a time. */
final class ObserverLookup {

    private final BeanManager beanManager;
    private final StreamListening qualifier;
    private final Predicate<ObserverMethod<?>> selected;
    private final Payloads payloads;
    private final List<ListObserver> lists;

    /** CDI resolves these observers for events and single messages, but they must not get them. */
    private final Set<ObserverMethod<?>> excluded;

    private final BatchDecoding decoding;

    /** See {@link EventObservers#EventObservers}. */
    ObserverLookup(
            BeanManager beanManager,
            StreamListening qualifier,
            Predicate<ObserverMethod<?>> selected,
            Payloads payloads,
            List<ListObserver> lists,
            Collection<ObserverMethod<?>> excluded) {
        this.beanManager = beanManager;
        this.qualifier = qualifier;
        this.selected = selected;
        this.payloads = payloads;
        this.lists = List.copyOf(lists);
        // A message that is a JSON array is a List to CDI, but no batch.
        this.excluded = Stream.concat(lists.stream().map(ListObserver::observer), excluded.stream())
                .collect(Collectors.toUnmodifiableSet());
        this.decoding = new BatchDecoding(payloads);
    }

    Stream<Notification> of(StreamEvent event) {
        return resolve(event);
    }

    /**
     * The observers that have not received all of the message.
     *
     * @throws org.streamlistening.UndecodableMessageException if the message cannot be decoded to the type of an
     *     observer
     */
    Stream<Notification> of(StreamMessage message, ObserverProgress progress) {
        return decoding.of(message).stream()
                .flatMap(this::resolve)
                .flatMap(notification -> missing(notification, message, progress));
    }

    /** The observers that accept the message undecoded. */
    Stream<Notification> undecoded(StreamMessage message) {
        return payloads.undecoded(message).stream().flatMap(this::resolve);
    }

    /** The observers that have not received all of the batch. Decodes its messages for observers of lists. */
    Stream<Notification> of(StreamData data, ObserverProgress progress) {
        return Stream.concat(
                resolve(data).flatMap(notification -> missing(notification, data, progress)), lists(data, progress));
    }

    private <T> Stream<Notification> resolve(T event) {
        return beanManager.resolveObserverMethods(event, qualifier).stream()
                .filter(observer -> !observer.isAsync() && !excluded.contains(observer) && selected.test(observer))
                .map(observer -> Notification.of(observer, event));
    }

    /** The notification, or one of the rest of the message if this observer has received a part of it. */
    private Stream<Notification> missing(Notification notification, StreamMessage message, ObserverProgress progress) {
        long ahead = progress.messages(notification.observer());
        if (ahead == 0) {
            return Stream.of(notification);
        }
        return ObserverProgress.rest(ahead, List.of(message)).stream()
                .flatMap(rest -> payloads.of(rest).stream())
                .flatMap(this::resolve)
                .filter(other -> other.observer().equals(notification.observer()));
    }

    /** The notification, or one of the rest of the batch if this observer has received a part of it. */
    private Stream<Notification> missing(Notification notification, StreamData data, ObserverProgress progress) {
        long ahead = progress.batches(notification.observer());
        if (ahead == 0) {
            return Stream.of(notification);
        }
        List<StreamMessage> rest = ObserverProgress.rest(ahead, data.messages());
        if (rest.isEmpty()) {
            return Stream.empty();
        }
        StreamData missing = new StreamData(data.listener(), data.sessionKey(), data.streamId(), data.offset(), rest);
        return resolve(missing).filter(other -> other.observer().equals(notification.observer()));
    }

    private Stream<Notification> lists(StreamData data, ObserverProgress progress) {
        if (lists.isEmpty()) {
            return Stream.empty();
        }
        decoding.decode(data.messages());
        return lists.stream().flatMap(list -> {
            List<StreamMessage> rest = ObserverProgress.rest(progress.batches(list.observer()), data.messages());
            List<Object> elements = decoding.all(rest, list.element());
            return elements.isEmpty()
                    ? Stream.empty()
                    : Stream.of(new Notification(list.observer(), () -> list.notify(elements)));
        });
    }
}
