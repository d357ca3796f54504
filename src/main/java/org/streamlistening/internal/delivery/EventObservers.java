package org.streamlistening.internal.delivery;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.listen.Observers;

/**
 * The observers of one listener. Notifies them one by one rather than by {@code Event.fire}: only so can a stop take
 * effect between two observers, and one that failed be tried again without telling the others twice.
 *
 * <p>Telling messages and batches is for one thread at a time.
 */
public final class EventObservers implements Observers {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final BeanManager beanManager;
    private final StreamListening qualifier;
    private final Payloads payloads;

    /** What is being told, and who has not heard it yet. */
    private @Nullable Object telling;

    private Queue<Runnable> remaining = new ArrayDeque<>();

    /** @param payloads what messages of this listener are made into */
    public EventObservers(BeanManager beanManager, StreamListening qualifier, Payloads payloads) {
        this.beanManager = beanManager;
        this.qualifier = qualifier;
        this.payloads = payloads;
    }

    @Override
    public boolean tell(StreamEvent event, BooleanSupplier wanted) {
        if (event instanceof StreamData) {
            return tell(event, Stream.of(event), wanted);
        }
        for (Runnable notification : notifications(event)) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            tellSafely(event, notification);
        }
        return true;
    }

    @Override
    public boolean tell(StreamMessage message, BooleanSupplier wanted) {
        return tell(message, payloads.of(message), wanted);
    }

    private boolean tell(Object subject, Stream<Object> events, BooleanSupplier wanted) {
        if (telling != subject) {
            remaining = new ArrayDeque<>(
                    events.flatMap(event -> notifications(event).stream()).toList());
            telling = subject;
        }
        for (Runnable next = remaining.peek(); next != null; next = remaining.peek()) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            next.run();
            remaining.remove();
        }
        telling = null;
        return true;
    }

    private <T> List<Runnable> notifications(T event) {
        return beanManager.resolveObserverMethods(event, qualifier).stream()
                .filter(observer -> !observer.isAsync())
                .sorted(Comparator.comparingInt(ObserverMethod::getPriority))
                .<Runnable>map(observer -> () -> observer.notify(event))
                .toList();
    }

    /** Observers of what happens to a listener cannot keep it from happening. */
    private static void tellSafely(StreamEvent event, Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "an observer of " + event.getClass().getSimpleName() + " failed",
                    e);
        }
    }
}
