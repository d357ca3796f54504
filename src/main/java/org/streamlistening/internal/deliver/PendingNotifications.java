package org.streamlistening.internal.deliver;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.listen.delivery.DeliveryToken;

/**
 * The notifications that one delivery of a message or batch has yet to send. A repeated delivery goes on where the last
 * attempt ended. For one thread at a time.
 */
final class PendingNotifications {

    private @Nullable Object subject;
    private @Nullable DeliveryToken token;

    /** The notifications in order, those that were sent first. Null until the subject is decoded. */
    private @Nullable List<Notification> all;

    /** The number of notifications that were sent. */
    private int sent;

    /** Whether an observer of this delivery was skipped, or all. */
    private boolean skipped;

    /**
     * Begins a delivery, or repeats the last one: a delivery is repeated if subject and token are the same objects.
     *
     * @return whether its notifications are still to be {@linkplain #add added}: it is a new one, or the last attempt
     *     could not decode the subject
     */
    // The same objects, not equal ones: equal messages are still two.
    @SuppressWarnings("ReferenceEquality")
    boolean begin(Object next, DeliveryToken delivery) {
        if (subject != next || token != delivery) {
            subject = next;
            token = delivery;
            all = null;
            sent = 0;
            skipped = false;
        }
        return all == null;
    }

    /** Adds all notifications of this delivery. The list, which must be mutable, passes to this object. */
    void add(List<Notification> notifications) {
        all = notifications;
    }

    /**
     * Sends the remaining notifications while the delivery is current. Throws the exception of an observer, which stays
     * the next one.
     *
     * @param ahead receives the observers that were notified, if not all were
     * @param observed runs after each observer, and counts as a part of it
     * @return whether all observers were notified
     */
    boolean send(Consumer<Object> ahead, Runnable observed) {
        List<Notification> notifications = Objects.requireNonNull(all);
        boolean sentAll = false;
        try {
            sentAll = sendWhileCurrent(notifications, Objects.requireNonNull(token), observed);
        } finally {
            if (!sentAll) {
                notifications.subList(0, sent).forEach(notification -> ahead.accept(notification.observer()));
            }
        }
        return sentAll;
    }

    /** The delivery counts, and is not repeated: an idle listener keeps neither the message nor its payload. */
    void end() {
        subject = null;
        token = null;
        all = null;
    }

    private boolean sendWhileCurrent(List<Notification> notifications, DeliveryToken delivery, Runnable observed) {
        while (sent < notifications.size()) {
            if (!delivery.isCurrent()) {
                return false;
            }
            send(notifications.get(sent));
            observed.run();
            sent++;
        }
        return true;
    }

    /** The interrupt of an observer must not meet the next one, or the transaction. */
    private static void send(Notification notification) {
        boolean before = Thread.currentThread().isInterrupted();
        try {
            notification.send();
        } finally {
            if (!before) {
                boolean unused = Thread.interrupted();
            }
        }
    }

    /** Begins the notifications of this delivery again, without those that were skipped. */
    void restart() {
        sent = 0;
    }

    /** Whether this delivery never had an observer. */
    boolean isEmpty() {
        return !skipped && (all == null || all.isEmpty());
    }

    /** Skips the observer that threw; all observers if none did: the subject was not decoded, or no transaction committed. */
    void skip() {
        skipped = true;
        if (all != null && sent < all.size()) {
            all.remove(sent);
        } else {
            all = List.of();
        }
    }

    /** The notification that threw; empty if the subject was not decoded, or the transaction of all was not committed. */
    Optional<Notification> failed() {
        return all != null && sent < all.size() ? Optional.of(all.get(sent)) : Optional.empty();
    }

    /** The message or batch of this delivery. */
    Object subject() {
        return Objects.requireNonNull(subject);
    }

    /** The message of this delivery, if it was not decoded. */
    Optional<StreamMessage> undecoded() {
        return all == null && subject instanceof StreamMessage message ? Optional.of(message) : Optional.empty();
    }
}
