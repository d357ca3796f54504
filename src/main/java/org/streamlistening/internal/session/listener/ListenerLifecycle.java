package org.streamlistening.internal.session.listener;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.SessionBeans;
import org.streamlistening.internal.session.listener.ListenerPhase.Attached;
import org.streamlistening.internal.session.listener.ListenerPhase.Detached;
import org.streamlistening.internal.session.listener.ListenerPhase.Ended;

/**
 * The life of one listener of a session. The first call on a request thread attaches it to its application; a listener
 * that came in its session continues in the next request of that. For any thread.
 */
final class ListenerLifecycle {

    private final ListenerBean bean;
    private final String qualifier;

    // Guarded by this.
    private ListenerPhase phase;

    /** What {@link #replace} replaced by what. */
    private record Change(ListenerPhase before, ListenerPhase after) {}

    /** @param qualifier the name that the observers of the bean select it by */
    ListenerLifecycle(ListenerBean bean, String qualifier, Detached first) {
        this.bean = bean;
        this.qualifier = qualifier;
        this.phase = first;
    }

    /** The only place where the phase changes. */
    private synchronized Change replace(UnaryOperator<ListenerPhase> next) {
        ListenerPhase before = phase;
        phase = next.apply(before);
        return new Change(before, phase);
    }

    private synchronized ListenerPhase phase() {
        return phase;
    }

    synchronized Saved toSerialise() {
        return phase.toSerialise();
    }

    /** What it was when it last was outside of an application. */
    Saved asleep() {
        return phase().asleep().saved();
    }

    boolean hasEnded() {
        return phase() instanceof Ended;
    }

    /** What it is in its application, or was when it ended; empty if it ended before it was in one. */
    Optional<SessionListener> readable() {
        return attached()
                .map(AttachedListener::listener)
                .or(() -> Optional.ofNullable(phase() instanceof Ended ended ? ended.last() : null));
    }

    /** For a call whose observers run on the calling thread; empty after the end. */
    Optional<AttachedListener> atHome() {
        Optional<AttachedListener> here = attached();
        here.ifPresent(attached -> attached.refuseOthers(bean.home(), bean.getName()));
        return here;
    }

    /** See {@link ListenerBean#note}. */
    void note() {
        if (replace(ListenerPhase::noted).before() instanceof Attached attached) {
            attached.listener().note();
        }
    }

    /** See {@link ListenerBean#refresh}. */
    void refresh(SessionBeans beans) {
        ListenerPhase now = phase();
        if (now instanceof Attached || now.asleep().saved().listening()) {
            attached().ifPresent(here -> here.refresh(beans));
        }
    }

    /** See {@link ListenerBean#detach}. */
    void detach(SessionListener released, Saved latest) {
        replace(now -> now instanceof Attached attached && attached.listener().equals(released)
                ? attached.detached(latest)
                : now);
    }

    /** See {@link ListenerBean#end}. */
    Optional<SessionListener> end() {
        if (replace(ListenerPhase::ended).before() instanceof Attached attached) {
            Optional.ofNullable(attached.claim()).ifPresent(OwnershipClaim::end);
            attached.here().release(bean);
            return Optional.of(attached.listener());
        }
        return Optional.empty();
    }

    /** Attaches it to the application of the calling thread, and continues once that is possible; empty after the end. */
    private Optional<AttachedListener> attached() {
        Change change = replace(this::attach);
        if (!(change.after() instanceof Attached now)) {
            return Optional.empty();
        }
        boolean wasAwake = change.before() instanceof Attached before && before.awake();
        if (now.awake() && !wasAwake) {
            // Outside of the monitor: observers run, and may call this listener from other threads.
            wake(now);
        }
        return Optional.of(now.here());
    }

    private ListenerPhase attach(ListenerPhase before) {
        if (before instanceof Ended) {
            return before;
        }
        return (before instanceof Attached attached ? attached : attach(before.asleep())).awakeIn(bean.home());
    }

    private Attached attach(Detached asleep) {
        AttachedListener here = AttachedListener.of(bean, qualifier, asleep.saved());
        Handover handover = here.handover().orElse(null);
        if (handover == null) {
            return new Attached(asleep, here, null, false);
        }
        OwnershipClaim claim = new OwnershipClaim(bean, here, handover);
        if (asleep.born()) {
            claim.own();
        } else {
            // Another server may still own it: nothing is read before it is claimed.
            here.listener().hold();
        }
        return new Attached(asleep, here, claim, false);
    }

    private void wake(Attached now) {
        Saved saved = now.asleep().saved();
        StreamKey key = saved.listening() ? saved.key() : null;
        boolean continues = key != null && now.here().mayContinue(bean.getName(), key);
        OwnershipClaim claim = now.claim();
        if (claim != null && !now.asleep().born()) {
            claim.claim(continues);
        } else if (continues) {
            now.listener().wake();
        }
    }
}
