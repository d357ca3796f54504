package org.streamlistening.internal.session.listener;

import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;

/** Where a session's listener is in its life. Every change is a new object. */
sealed interface ListenerPhase {

    /** What it last was outside of an application. */
    Detached asleep();

    /** What is serialised of it now. */
    Saved toSerialise();

    /** A request of its session begins. */
    ListenerPhase noted();

    /** Its session ended, or it was closed. */
    Ended ended();

    /**
     * In no application: it was not used yet, was deserialised, or another server took it over.
     *
     * @param saved where it continues
     * @param serialised what is serialised in place of {@code saved} until the next request of its session begins: the beans
     *     that were serialised may lack what the listener delivered last
     * @param born made on this server, and never elsewhere since
     */
    record Detached(Saved saved, @Nullable Saved serialised, boolean born) implements ListenerPhase {

        @Override
        public Detached asleep() {
            return this;
        }

        @Override
        public Saved toSerialise() {
            return serialised != null ? serialised : saved;
        }

        @Override
        public Detached noted() {
            return new Detached(saved, null, born);
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
     * @param awake it continued with what was saved, if it was to continue
     */
    record Attached(
            Detached asleep,
            AttachedListener here,
            @Nullable OwnershipClaim claim,
            boolean awake) implements ListenerPhase {

        SessionListener listener() {
            return here.listener();
        }

        @Override
        public Saved toSerialise() {
            Saved noted = listener().serializedSnapshot();
            return noted != null ? noted : asleep.saved();
        }

        @Override
        public Attached noted() {
            return new Attached(asleep.noted(), here, claim, awake);
        }

        @Override
        public Ended ended() {
            return new Ended(asleep, listener());
        }

        /** The same, awake if nothing keeps it from that: a listener continues in a request of its own session only. */
        Attached awakeIn(String home) {
            boolean now = awake || !asleep.saved().listening() || here.isRequestOf(home);
            return now == awake ? this : new Attached(asleep, here, claim, true);
        }

        /** Another server took it over. The next request on this server continues from {@code latest}. */
        Detached detached(Saved latest) {
            return new Detached(latest, listener().serializedSnapshot(), false);
        }
    }

    /**
     * After the end: it can be read, and listens no more.
     *
     * @param last what it was in an application; null if it never was in one
     */
    record Ended(Detached asleep, @Nullable SessionListener last) implements ListenerPhase {

        @Override
        public Saved toSerialise() {
            return asleep.toSerialise();
        }

        @Override
        public Ended noted() {
            return new Ended(asleep.noted(), last);
        }

        @Override
        public Ended ended() {
            return this;
        }
    }
}
