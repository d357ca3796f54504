package org.streamlistening.internal.session.listener;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;

/** The phase of a session's listener: in no application, in an application, or ended. Every change is a new object. */
sealed interface ListenerPhase {

    /** The phase before the listener was attached; this one if it is not attached. */
    Detached lastDetached();

    /** The snapshot that is serialised now. */
    ListenerSnapshot toSerialise();

    /** A request of its session begins. */
    ListenerPhase requestBegan();

    /** Its session ended, or it was closed. */
    Ended ended();

    /**
     * In no application: it was not used yet, was deserialised, or another server took it over.
     *
     * @param snapshot where it continues
     * @param serialised written in place of {@code snapshot} until the next request of its session begins, because the
     *     serialised beans may lack the last messages; null: {@code snapshot} is written
     * @param local whether this server made it, and no other server has had it since
     */
    record Detached(ListenerSnapshot snapshot, @Nullable ListenerSnapshot serialised, boolean local)
            implements ListenerPhase {

        @Override
        public Detached lastDetached() {
            return this;
        }

        @Override
        public ListenerSnapshot toSerialise() {
            return serialised != null ? serialised : snapshot;
        }

        @Override
        public Detached requestBegan() {
            return new Detached(snapshot, null, local);
        }

        @Override
        public Ended ended() {
            return new Ended(this, null);
        }
    }

    /**
     * In a running application.
     *
     * @param claim null where sessions are not handed over between servers
     * @param resumed whether it has continued with the saved stream, or has none to continue with
     */
    record Attached(
            Detached lastDetached,
            AttachedListener attachment,
            @Nullable OwnershipClaim claim,
            boolean resumed) implements ListenerPhase {

        ListenerStateMachine listener() {
            return attachment.listener();
        }

        @Override
        public ListenerSnapshot toSerialise() {
            return listener().serializedSnapshot();
        }

        @Override
        public Attached requestBegan() {
            return new Attached(lastDetached.requestBegan(), attachment, claim, resumed);
        }

        @Override
        public Ended ended() {
            return new Ended(lastDetached, listener());
        }

        /** The same, resumed if it may: a listener continues in a request of its own session only. */
        Attached resumedIn(String markKey) {
            boolean now = resumed || !lastDetached.snapshot().listening() || attachment.isRequestOf(markKey);
            return now == resumed ? this : new Attached(lastDetached, attachment, claim, true);
        }

        /** Another server took it over. The next request on this server continues from {@code latest}. */
        Detached released(ListenerSnapshot latest) {
            return new Detached(latest, listener().serializedSnapshot(), false);
        }
    }

    /**
     * After the end: it can be read, and never listens again.
     *
     * @param last its listener in the application; null if it was never attached
     */
    record Ended(Detached lastDetached, @Nullable ListenerStateMachine last) implements ListenerPhase {

        @Override
        public ListenerSnapshot toSerialise() {
            return lastDetached.toSerialise();
        }

        @Override
        public Ended requestBegan() {
            return new Ended(lastDetached.requestBegan(), last);
        }

        @Override
        public Ended ended() {
            return this;
        }
    }
}
