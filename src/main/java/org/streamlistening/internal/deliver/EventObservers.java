package org.streamlistening.internal.deliver;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.listen.delivery.FailedNotification;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.listen.delivery.ObserverProgress;

/**
 * Notifies the CDI observers of one listener one by one, rather than by {@code Event.fire}: a stop takes effect between
 * two observers, and an observer that failed is notified again, or skipped, without the others.
 *
 * <p>Notifies of messages and batches on one thread at a time, of other events on any thread.
 */
public final class EventObservers implements ObserverNotifier {

    private final ObserverLookup lookup;
    private final PendingNotifications pending = new PendingNotifications();
    private final FailureLog failures;
    private final DeliveryTransactions transactions;

    /** @param failures logs the exceptions of observers of events */
    public EventObservers(QualifiedObservers observers, FailureLog failures) {
        this(observers, failures, DeliveryTransactions.NONE);
    }

    /** @param transactions surround each delivery of a message or batch that has an observer */
    public EventObservers(QualifiedObservers observers, FailureLog failures, DeliveryTransactions transactions) {
        this.lookup = new ObserverLookup(observers);
        this.failures = failures;
        this.transactions = transactions;
    }

    @Override
    public boolean notifyOf(StreamEvent event, DeliveryToken token) {
        if (event instanceof StreamData data) {
            return notifyOf(data, new ObserverProgress(), token);
        }
        for (Notification notification : lookup.of(event)) {
            if (!token.isCurrent()) {
                return false;
            }
            sendSafely(event, notification);
        }
        return true;
    }

    @Override
    public boolean notifyOf(StreamMessage message, DeliveryToken token) {
        return notifyOf(message, new ObserverProgress(), token);
    }

    @Override
    public boolean notifyOf(StreamData data, ObserverProgress progress, DeliveryToken token) {
        if (pending.begin(data, token)) {
            pending.add(lookup.of(data, progress));
        }
        return send(
                new DeliveryTransactions.Subject(true, ObserverProgress.size(data.messages()), behind(token)),
                observer -> progress.received(data.messages(), observer));
    }

    @Override
    public boolean notifyOf(StreamMessage message, ObserverProgress progress, DeliveryToken token) {
        if (pending.begin(message, token)) {
            pending.add(lookup.of(message, progress));
        }
        return send(
                new DeliveryTransactions.Subject(false, ObserverProgress.size(message), behind(token)),
                observer -> progress.received(message, observer));
    }

    /** @param ahead receives the observers that were notified, if not all were */
    private boolean send(DeliveryTransactions.Subject subject, Consumer<Object> ahead) {
        boolean sent = transactions.areUsed() ? sendInTransaction(subject) : pending.send(ahead, () -> {});
        if (sent) {
            // Not before the commit: if it fails, observers that were skipped stay skipped.
            pending.end();
        }
        return sent;
    }

    private boolean sendInTransaction(DeliveryTransactions.Subject subject) {
        // What the observers did in an earlier attempt was rolled back.
        pending.restart();
        return pending.isEmpty()
                ? pending.send(observer -> {}, () -> {})
                : transactions.run(subject, () -> pending.send(observer -> {}, transactions::observed));
    }

    private static StreamPosition behind(DeliveryToken token) {
        StreamPosition behind = token.behind();
        return behind == null ? StreamPosition.BEGINNING : behind;
    }

    @Override
    public void skip() {
        pending.skip();
    }

    @Override
    public void skipDecoding() {
        // A message that was decoded went to an observer, which threw the exception itself and would throw it again.
        pending.undecoded().ifPresentOrElse(message -> pending.add(lookup.undecoded(message)), pending::skip);
    }

    @Override
    public Optional<FailedNotification> failed() {
        return pending.failed()
                .map(failed ->
                        new FailedNotification(lookup.nameOf(failed), lookup.messagesOf(failed, pending.subject())));
    }

    @Override
    public void notifyAgain(StreamData message, @Nullable String observer) {
        RuntimeException first = null;
        for (Notification notification : lookup.again(message, observer)) {
            try {
                notification.send();
            } catch (Throwable e) {
                RuntimeException thrown = SafeThrowables.reportable("an observer threw", e);
                if (first == null) {
                    first = thrown;
                } else if (first != thrown) {
                    first.addSuppressed(thrown);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Observers of the events of a listener cannot stop the listener. */
    private void sendSafely(StreamEvent event, Notification notification) {
        try {
            notification.send();
        } catch (Throwable e) {
            failures.observerFailed(event, SafeThrowables.reportable("it threw", e));
        }
    }
}
