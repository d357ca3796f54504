package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.listen.delivery.ObserverProgress;

/**
 * Finds the notifications of one listener for an event, a message or a batch, in the order of the priority of their
 * observers. For one thread at a time, except for events.
 */
final class ObserverLookup {

    private static final Comparator<Notification> BY_PRIORITY = Comparator.comparingInt(Notification::priority);

    private final QualifiedObservers observers;
    private final BatchDecoding decoding;

    ObserverLookup(QualifiedObservers observers) {
        this.observers = observers;
        this.decoding = new BatchDecoding(observers.payloads());
    }

    List<Notification> of(StreamEvent event) {
        return all(List.of(event));
    }

    /**
     * The observers that have not received all of the message.
     *
     * @throws org.streamlistening.UndecodableMessageException if the message cannot be decoded to the type of an
     *     observer
     */
    List<Notification> of(StreamMessage message, ObserverProgress progress) {
        List<Notification> all = all(decoding.of(message));
        return progress.hasMessages() ? missing(all, message, progress) : all;
    }

    /** The observers that accept the message undecoded. */
    List<Notification> undecoded(StreamMessage message) {
        return all(observers.payloads().undecoded(message));
    }

    /** The observers that have not received all of the batch. Decodes its messages for observers of lists. */
    List<Notification> of(StreamData data, ObserverProgress progress) {
        List<Notification> all = missing(all(List.of(data)), data, progress);
        addLists(all, data, progress);
        return inOrder(all);
    }

    /** The name of the observer of this notification. */
    String nameOf(Notification notification) {
        return observers.nameOf(notification.observer());
    }

    /** The messages of this notification, which belongs to this message or batch. */
    List<StreamMessage> messagesOf(Notification notification, Object subject) {
        if (subject instanceof StreamMessage message) {
            return List.of(message);
        }
        return notification.event() instanceof StreamData data
                ? data.messages()
                : decoding.messagesOf((List<?>) notification.event(), ((StreamData) subject).messages());
    }

    /**
     * The notifications of a message that was delivered before.
     *
     * @param batch has this message only
     * @param observer the name of the only observer; null, or a name that no observer has: all observers of the message
     *     and of lists
     * @throws org.streamlistening.UndecodableMessageException if the message cannot be decoded to the type of an
     *     observer
     */
    List<Notification> again(StreamData batch, @Nullable String observer) {
        StreamMessage message = batch.messages().get(0);
        // These accept a message that cannot be decoded.
        List<Notification> undecoded = new ArrayList<>(all(List.of(batch)));
        undecoded.addAll(undecoded(message));
        undecoded.removeIf(one -> !nameOf(one).equals(observer));
        if (!undecoded.isEmpty()) {
            return undecoded;
        }
        List<Object> payloads = observers.payloads().of(message);
        List<Notification> decoded = new ArrayList<>(all(payloads));
        for (ListObserver list : observers.lists()) {
            payloads.stream()
                    .filter(list.element()::isInstance)
                    .forEach(payload -> decoded.add(notification(list.observer(), List.of(payload))));
        }
        List<Notification> named =
                decoded.stream().filter(one -> nameOf(one).equals(observer)).toList();
        return named.isEmpty() ? inOrder(decoded) : named;
    }

    private List<Notification> all(List<?> events) {
        List<Notification> all = new ArrayList<>(events.size());
        for (Object event : events) {
            for (ObserverMethod<?> observer : observers.of(event)) {
                all.add(notification(observer, event));
            }
        }
        return events.size() == 1 ? all : inOrder(all);
    }

    private Notification notification(ObserverMethod<?> observer, Object event) {
        return new Notification(observer, event, observers.qualifiers());
    }

    private static List<Notification> inOrder(List<Notification> notifications) {
        notifications.sort(BY_PRIORITY);
        return notifications;
    }

    /** These notifications, or those of the rest of the message for observers that have received a part of it. */
    private List<Notification> missing(List<Notification> all, StreamMessage message, ObserverProgress progress) {
        List<Notification> missing = new ArrayList<>();
        for (Notification notification : all) {
            long ahead = progress.messages(notification.observer());
            if (ahead == 0) {
                missing.add(notification);
            } else {
                for (StreamMessage rest : ObserverProgress.rest(ahead, List.of(message))) {
                    addOfSameObserver(
                            missing, notification, observers.payloads().of(rest));
                }
            }
        }
        return missing;
    }

    /** These notifications, or those of the rest of the batch for observers that have received a part of it. */
    private List<Notification> missing(List<Notification> all, StreamData data, ObserverProgress progress) {
        List<Notification> missing = new ArrayList<>();
        for (Notification notification : all) {
            long ahead = progress.batches(notification.observer());
            List<StreamMessage> rest = ObserverProgress.rest(ahead, data.messages());
            if (ahead == 0) {
                missing.add(notification);
            } else if (!rest.isEmpty()) {
                addOfSameObserver(missing, notification, List.of(withMessages(data, rest)));
            }
        }
        return missing;
    }

    private static StreamData withMessages(StreamData data, List<StreamMessage> messages) {
        return new StreamData(data.listener(), data.sessionKey(), data.streamId(), data.offset(), messages);
    }

    private void addOfSameObserver(List<Notification> missing, Notification notification, List<?> events) {
        all(events).stream()
                .filter(other -> other.observer().equals(notification.observer()))
                .forEach(missing::add);
    }

    private void addLists(List<Notification> all, StreamData data, ObserverProgress progress) {
        if (observers.lists().isEmpty()) {
            return;
        }
        decoding.decode(data.messages());
        for (ListObserver list : observers.lists()) {
            List<StreamMessage> rest = ObserverProgress.rest(progress.batches(list.observer()), data.messages());
            List<Object> elements = decoding.all(rest, list.element());
            if (!elements.isEmpty()) {
                all.add(notification(list.observer(), elements));
            }
        }
    }
}
