package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
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

    /**
     * @param selected whether an observer observes this listener
     * @param payloads decodes the messages of this listener
     * @param lists the observers of batches of a payload
     * @param excluded observers that can be notified only of an event that was fired
     * @param failures logs the exceptions of observers of events
     */
    public EventObservers(
            BeanManager beanManager,
            StreamListening qualifier,
            Predicate<ObserverMethod<?>> selected,
            Payloads payloads,
            List<ListObserver> lists,
            Collection<ObserverMethod<?>> excluded,
            FailureLog failures) {
        this.lookup = new ObserverLookup(beanManager, qualifier, selected, payloads, lists, excluded);
        this.failures = failures;
    }

    @Override
    public boolean notifyOf(StreamEvent event, DeliveryToken token) {
        if (event instanceof StreamData data) {
            return notifyOf(data, new ObserverProgress(), token);
        }
        for (Notification notification : PendingNotifications.inOrder(lookup.of(event))) {
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
        pending.begin(data, token, () -> lookup.of(data, progress));
        return pending.send(token, observer -> progress.received(data.messages(), observer));
    }

    @Override
    public boolean notifyOf(StreamMessage message, ObserverProgress progress, DeliveryToken token) {
        pending.begin(message, token, () -> lookup.of(message, progress));
        return pending.send(token, observer -> progress.received(message, observer));
    }

    @Override
    public void skip() {
        pending.skip();
    }

    @Override
    public void skipDecoding() {
        // A message that was decoded went to an observer, which threw the exception itself and would throw it again.
        pending.undecoded().ifPresentOrElse(message -> pending.replace(lookup.undecoded(message)), pending::skip);
    }

    /** Observers of the events of a listener cannot stop the listener. */
    private void sendSafely(StreamEvent event, Notification notification) {
        try {
            notification.action().run();
        } catch (Throwable e) {
            failures.observerFailed(event, SafeThrowables.reportable("it threw", e));
        }
    }
}
