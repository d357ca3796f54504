package org.streamlistening.internal.deliver;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.listen.ObserverNotifier;
import org.streamlistening.internal.listen.ObserverProgress;

/**
 * The observers of one listener. Notifies them one by one rather than by {@code Event.fire}: only so can a stop take
 * effect between two observers, and one that failed be tried again, or left out, without telling the others twice.
 *
 * <p>Telling messages and batches is for one thread at a time.
 */
public final class EventObservers implements ObserverNotifier {

    private final BeanManager beanManager;
    private final StreamListening qualifier;
    private final Predicate<ObserverMethod<?>> concerned;
    private final Payloads payloads;
    private final List<ListObserver> lists;

    /** Who is not told of events and single messages, though CDI has them observe those. */
    private final Set<ObserverMethod<?>> others;

    private final BatchDecoding decoding;
    private final FailureLog failures;

    /** What is being told, and on behalf of whom. */
    private @Nullable Object telling;

    private @Nullable BooleanSupplier asker;

    /** Who has not heard it yet; null while it is not known, because the message is not decoded. */
    private @Nullable Queue<Notification> remaining;

    /** The observers that were notified of what is being told. */
    private final List<Object> told = new ArrayList<>();

    /** One observer to be notified of one thing. */
    private record Notification(ObserverMethod<?> observer, Runnable action) {

        int priority() {
            return observer.getPriority();
        }
    }

    /**
     * @param concerned whether this listener is any business of an observer
     * @param payloads what messages of this listener are made into
     * @param lists those who observe whole batches of a payload
     * @param untold those who cannot be told of what was not fired
     * @param failures is told what observers of events throw
     */
    public EventObservers(
            BeanManager beanManager,
            StreamListening qualifier,
            Predicate<ObserverMethod<?>> concerned,
            Payloads payloads,
            List<ListObserver> lists,
            Collection<ObserverMethod<?>> untold,
            FailureLog failures) {
        this.beanManager = beanManager;
        this.qualifier = qualifier;
        this.concerned = concerned;
        this.payloads = payloads;
        this.lists = List.copyOf(lists);
        // A message that is a JSON array is a List to CDI, but no batch.
        this.others = Stream.concat(lists.stream().map(ListObserver::observer), untold.stream())
                .collect(Collectors.toUnmodifiableSet());
        this.decoding = new BatchDecoding(payloads);
        this.failures = failures;
    }

    @Override
    public boolean notifyOf(StreamEvent event, BooleanSupplier wanted) {
        if (event instanceof StreamData data) {
            return notifyOf(data, new ObserverProgress(), wanted);
        }
        for (Notification notification : inOrder(notifications(event))) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            tellSafely(event, notification);
        }
        return true;
    }

    @Override
    public boolean notifyOf(StreamMessage message, BooleanSupplier wanted) {
        return notifyOf(message, new ObserverProgress(), wanted);
    }

    @Override
    public boolean notifyOf(StreamData data, ObserverProgress progress, BooleanSupplier wanted) {
        begin(data, wanted);
        if (remaining == null) {
            remaining = inOrder(Stream.concat(notifications(data, progress), listNotifications(data, progress)));
        }
        return tellRemaining(wanted, observer -> progress.heard(data.messages(), observer));
    }

    @Override
    public boolean notifyOf(StreamMessage message, ObserverProgress progress, BooleanSupplier wanted) {
        begin(message, wanted);
        if (remaining == null) {
            remaining = inOrder(decoding.of(message).stream()
                    .flatMap(this::notifications)
                    .flatMap(notification -> unheard(notification, message, progress)));
        }
        return tellRemaining(wanted, observer -> progress.heard(message, observer));
    }

    @Override
    public void skip() {
        if (remaining == null) {
            remaining = new ArrayDeque<>();
        } else {
            remaining.poll();
        }
    }

    @Override
    public void skipDecoding() {
        if (remaining == null && telling instanceof StreamMessage message) {
            remaining = inOrder(payloads.undecoded(message).stream().flatMap(this::notifications));
        } else {
            // An observer threw this itself, who got what it had asked for: it would only throw it again.
            skip();
        }
    }

    private void begin(Object subject, BooleanSupplier wanted) {
        if (telling != subject || asker != wanted) {
            telling = subject;
            asker = wanted;
            remaining = null;
            told.clear();
        }
    }

    /** @param ahead gets those that were told, if not all were */
    private boolean tellRemaining(BooleanSupplier wanted, Consumer<Object> ahead) {
        Queue<Notification> queue = Objects.requireNonNull(remaining);
        boolean all = false;
        try {
            for (Notification next = queue.peek(); next != null; next = queue.peek()) {
                if (!wanted.getAsBoolean()) {
                    return false;
                }
                next.action().run();
                queue.remove();
                told.add(next.observer());
            }
            telling = null;
            all = true;
            return true;
        } finally {
            if (!all) {
                told.forEach(ahead);
            }
        }
    }

    /** The notification, or one of the rest of the message, if this observer has not heard all of it. */
    private Stream<Notification> unheard(Notification notification, StreamMessage message, ObserverProgress progress) {
        long ahead = progress.messages(notification.observer());
        if (ahead == 0) {
            return Stream.of(notification);
        }
        return ObserverProgress.after(ahead, List.of(message)).stream()
                .flatMap(rest -> payloads.of(rest).stream())
                .flatMap(this::notifications)
                .filter(other -> other.observer().equals(notification.observer()));
    }

    private Stream<Notification> notifications(StreamData data, ObserverProgress progress) {
        return this.<StreamEvent>notifications(data).flatMap(notification -> {
            long ahead = progress.batches(notification.observer());
            List<StreamMessage> rest = ObserverProgress.after(ahead, data.messages());
            if (ahead == 0 || rest.isEmpty()) {
                return ahead == 0 ? Stream.of(notification) : Stream.empty();
            }
            StreamData unheard =
                    new StreamData(data.listener(), data.sessionKey(), data.streamId(), data.offset(), rest);
            return notifications(unheard).filter(other -> other.observer().equals(notification.observer()));
        });
    }

    private Stream<Notification> listNotifications(StreamData data, ObserverProgress progress) {
        if (lists.isEmpty()) {
            return Stream.empty();
        }
        decoding.decode(data.messages());
        return lists.stream().flatMap(list -> {
            List<StreamMessage> rest = ObserverProgress.after(progress.batches(list.observer()), data.messages());
            List<Object> elements = decoding.all(rest, list.element());
            return elements.isEmpty()
                    ? Stream.empty()
                    : Stream.of(new Notification(list.observer(), () -> list.notify(elements)));
        });
    }

    private <T> Stream<Notification> notifications(T event) {
        return beanManager.resolveObserverMethods(event, qualifier).stream()
                .filter(observer -> !observer.isAsync() && !others.contains(observer) && concerned.test(observer))
                .map(observer -> notification(observer, event));
    }

    private static <T> Notification notification(ObserverMethod<? super T> observer, T event) {
        return new Notification(observer, () -> observer.notify(event));
    }

    private static Queue<Notification> inOrder(Stream<Notification> notifications) {
        return new ArrayDeque<>(notifications
                .sorted(Comparator.comparingInt(Notification::priority))
                .toList());
    }

    /** Observers of what happens to a listener cannot keep it from happening, whatever they throw. */
    private void tellSafely(StreamEvent event, Notification notification) {
        try {
            notification.action().run();
        } catch (Throwable e) {
            failures.observerFailed(event, ThrownByApplication.reportable("it threw", e));
        }
    }
}
