package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    private List<Notification> all(List<?> events) {
        List<Notification> all = new ArrayList<>(events.size());
        for (Object event : events) {
            for (ObserverMethod<?> observer : observers.of(event)) {
                all.add(new Notification(observer, event));
            }
        }
        return events.size() == 1 ? all : inOrder(all);
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
                all.add(new Notification(list.observer(), elements));
            }
        }
    }
}
