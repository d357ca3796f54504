package org.streamlistening.internal.session.listener;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.SessionBeans;
import org.streamlistening.internal.session.listener.ListenerPhase.Attached;
import org.streamlistening.internal.session.listener.ListenerPhase.Detached;
import org.streamlistening.internal.session.listener.ListenerPhase.Ended;

/**
 * The life of one listener of a session. The first call on a request thread attaches it to its application; a
 * deserialised listener continues at the end of the next request of its session, or at the first call in it. For any
 * thread.
 */
final class ListenerLifecycle {

    private final ListenerBean bean;
    private final String qualifier;

    // Guarded by this.
    private ListenerPhase phase;

    /** The phases before and after {@link #change}. */
    private record Change(ListenerPhase before, ListenerPhase after) {}

    /** @param qualifier the name that the observers of the bean select it by */
    ListenerLifecycle(ListenerBean bean, String qualifier, Detached first) {
        this.bean = bean;
        this.qualifier = qualifier;
        this.phase = first;
    }

    /** The only place where the phase changes. */
    private synchronized Change change(UnaryOperator<ListenerPhase> next) {
        ListenerPhase before = phase;
        phase = next.apply(before);
        return new Change(before, phase);
    }

    private synchronized ListenerPhase phase() {
        return phase;
    }

    synchronized ListenerSnapshot toSerialise() {
        return phase.toSerialise();
    }

    /** The snapshot that it was last attached with, or will be attached with. */
    ListenerSnapshot lastSnapshot() {
        return phase().lastDetached().snapshot();
    }

    boolean hasEnded() {
        return phase() instanceof Ended;
    }

    /** The listener in the application, for reading its state, also after the end; empty if it was never attached. */
    Optional<ListenerStateMachine> attachForReading() {
        return attachAndResume()
                .map(AttachedListener::listener)
                .or(() -> Optional.ofNullable(phase() instanceof Ended ended ? ended.last() : null));
    }

    /**
     * For a call whose observers run on the calling thread; empty after the end.
     *
     * @throws IllegalStateException if the calling thread has another session
     */
    Optional<AttachedListener> forCall() {
        Optional<AttachedListener> attached = attachAndResume();
        attached.ifPresent(listener -> listener.rejectOtherSession(bean.markKey(), bean.getName()));
        return attached;
    }

    /** See {@link ListenerBean#requestBegins}. */
    void requestBegins() {
        if (change(ListenerPhase::requestBegan).before() instanceof Attached attached) {
            attached.listener().checkpoint();
        }
    }

    /** See {@link ListenerBean#requestEnds}. */
    void requestEnds(SessionBeans beans) {
        ListenerPhase now = phase();
        if (now instanceof Attached || now.lastDetached().snapshot().listening()) {
            attachAndResume().ifPresent(attached -> attached.requestEnds(beans));
        }
    }

    /** See {@link ListenerBean#handedOver}. */
    void handedOver(ListenerStateMachine released, ListenerSnapshot latest) {
        change(now -> now instanceof Attached attached && attached.listener().equals(released)
                ? attached.released(latest)
                : now);
    }

    /** See {@link ListenerBean#end}. */
    Optional<ListenerStateMachine> end() {
        if (change(ListenerPhase::ended).before() instanceof Attached attached) {
            Optional.ofNullable(attached.claim()).ifPresent(OwnershipClaim::end);
            attached.attachment().detach(bean);
            return Optional.of(attached.listener());
        }
        return Optional.empty();
    }

    /**
     * Attaches it to the application of the calling thread, and continues once that is possible; empty after the end.
     */
    private Optional<AttachedListener> attachAndResume() {
        Change change = change(this::attach);
        if (!(change.after() instanceof Attached now)) {
            return Optional.empty();
        }
        boolean wasResumed = change.before() instanceof Attached before && before.resumed();
        if (now.resumed() && !wasResumed) {
            // Outside of the monitor: observers run, and may call this listener from other threads.
            resume(now);
        }
        return Optional.of(now.attachment());
    }

    private ListenerPhase attach(ListenerPhase before) {
        if (before instanceof Ended) {
            return before;
        }
        Attached attached = before instanceof Attached already ? already : attach(before.lastDetached());
        return attached.resumedIn(bean.markKey());
    }

    private Attached attach(Detached detached) {
        AttachedListener attachment = AttachedListener.of(bean, qualifier, detached.snapshot());
        Handover handover = attachment.handover().orElse(null);
        if (handover == null) {
            return new Attached(detached, attachment, null, false);
        }
        OwnershipClaim claim = new OwnershipClaim(bean, attachment, handover);
        if (detached.local()) {
            claim.own();
        } else {
            // Another server may still own it: nothing is read before it is claimed.
            attachment.listener().block();
        }
        return new Attached(detached, attachment, claim, false);
    }

    private void resume(Attached now) {
        Detached from = now.lastDetached();
        StreamKey key = from.snapshot().listening() ? from.snapshot().key() : null;
        boolean continues = key != null && now.attachment().mayContinue(bean.getName(), key);
        OwnershipClaim claim = now.claim();
        if (claim != null && !from.local()) {
            claim.claim(continues);
        } else if (continues) {
            now.listener().resume();
        }
    }
}
