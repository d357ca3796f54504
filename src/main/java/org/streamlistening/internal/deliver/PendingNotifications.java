package org.streamlistening.internal.deliver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

    /** Null until the subject is decoded. */
    private @Nullable Queue<Notification> remaining;

    /** The observers that this delivery has notified. */
    private final List<Object> notified = new ArrayList<>();

    /**
     * Begins a delivery, or repeats the last one: a delivery is repeated if subject and token are the same objects.
     * Throws the exception of {@code all}, which is called again when the delivery is repeated.
     *
     * @param all finds all notifications of this delivery
     */
    // The same objects, not equal ones: equal messages are still two.
    @SuppressWarnings("ReferenceEquality")
    void begin(Object next, DeliveryToken delivery, Supplier<Stream<Notification>> all) {
        if (subject != next || token != delivery) {
            subject = next;
            token = delivery;
            remaining = null;
            notified.clear();
        }
        if (remaining == null) {
            remaining = inOrder(all.get());
        }
    }

    /**
     * Sends the remaining notifications while the delivery is current. Throws the exception of an observer, which stays
     * the next one.
     *
     * @param ahead receives the observers that were notified, if not all were
     * @return whether all observers were notified
     */
    boolean send(DeliveryToken delivery, Consumer<Object> ahead) {
        Queue<Notification> queue = Objects.requireNonNull(remaining);
        boolean all = false;
        try {
            for (Notification next = queue.peek(); next != null; next = queue.peek()) {
                if (!delivery.isCurrent()) {
                    return false;
                }
                next.action().run();
                queue.remove();
                notified.add(next.observer());
            }
            subject = null;
            all = true;
            return true;
        } finally {
            if (!all) {
                notified.forEach(ahead);
            }
        }
    }

    /** Skips the observer that threw, or all observers if the subject was not decoded. */
    void skip() {
        if (remaining == null) {
            remaining = new ArrayDeque<>();
        } else {
            remaining.poll();
        }
    }

    /** The message of this delivery, if it was not decoded. */
    Optional<StreamMessage> undecoded() {
        return remaining == null && subject instanceof StreamMessage message ? Optional.of(message) : Optional.empty();
    }

    /** Sends these notifications when the delivery is repeated. */
    void replace(Stream<Notification> notifications) {
        remaining = inOrder(notifications);
    }

    static Queue<Notification> inOrder(Stream<Notification> notifications) {
        return new ArrayDeque<>(notifications
                .sorted(Comparator.comparingInt(Notification::priority))
                .toList());
    }
}
