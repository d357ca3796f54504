package org.streamlistening.internal.session.listener;

import java.security.Principal;
import java.util.Optional;
import org.streamlistening.ListenOptions;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.session.ApplicationSessions;
import org.streamlistening.internal.session.CallerContext;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.RunningApplications;
import org.streamlistening.internal.session.SessionBeans;
import org.streamlistening.internal.session.SessionDeliveryContext;

/** The connection of a listener bean with its sessions, from its attachment to its release. For any thread. */
record AttachedListener(ApplicationSessions sessions, SessionDeliveryContext session, ListenerStateMachine listener) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** Attaches the bean to the application of the calling thread. */
    static AttachedListener of(ListenerBean bean, String qualifier, ListenerSnapshot snapshot) {
        ApplicationSessions sessions = RunningApplications.current().sessions();
        SessionDeliveryContext session = sessions.newDeliveryContext();
        return new AttachedListener(sessions, session, sessions.attach(bean, qualifier, snapshot, session));
    }

    void listen(String qualifier, String name, String streamId, ListenOptions options) {
        StreamKey key = sessions.runtime().settings().listeners().key(qualifier, streamId, options);
        Policies policies = sessions.runtime().settings().listeners().policies(qualifier, options);
        // On this thread, not on an I/O thread: the caller gets the exception of a client that cannot be built.
        sessions.runtime().client();
        authorize(name, key);
        captureCaller();
        listener.listen(key, policies, options.from());
    }

    /**
     * Whether a listener may continue with the stream that was saved: authorizers decide as for a new {@code listen}.
     */
    boolean mayContinue(String name, StreamKey key) {
        try {
            authorize(name, key);
            captureCaller();
        } catch (Throwable rejected) {
            SafeThrowables.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    FailureLog.listenerNamed(name)
                            + " of a session that moved to this server, or was activated again, stays stopped",
                    rejected);
            return false;
        }
        buildClient();
        return true;
    }

    /** In a request rather than on an I/O thread, because a customizer may need one. */
    private void buildClient() {
        try {
            sessions.runtime().client();
        } catch (Throwable e) {
            // The read builds it again until that succeeds, and logs why it fails.
            SafeThrowables.log(LOG, System.Logger.Level.DEBUG, "the client cannot be built now", e);
        }
    }

    private void authorize(String name, StreamKey key) {
        Optional<CallerContext> caller = sessions.caller();
        Principal principal = caller.isPresent() ? caller.get().principal() : session.principal();
        sessions.runtime().authorizers().authorize(key.streamId(), principal, name);
    }

    /** After the authorization: if that fails, deliveries keep the context of the earlier caller. */
    private void captureCaller() {
        sessions.caller().ifPresent(session::calledFrom);
    }

    /** @throws IllegalStateException if the calling thread has another session, whose beans the observers would get */
    void rejectOtherSession(String markKey, String name) {
        if (sessions.bridge().isOtherSession(markKey)) {
            throw new IllegalStateException(NumberedMessage.ANOTHER_SESSION.text(FailureLog.listenerNamed(name)));
        }
    }

    boolean isRequestOf(String markKey) {
        return sessions.bridge().isRequestOf(markKey);
    }

    /** A request of the session ends. */
    void requestEnds(SessionBeans beans) {
        session.refresh(beans);
        listener.checkpoint();
    }

    /**
     * Continues after a claim was won, on a thread of the container with the session active: observers are notified.
     */
    void claimWon(boolean continues) {
        sessions.runInSession(session, () -> {
            listener.unblock();
            if (continues) {
                listener.resume();
            }
        });
    }

    Optional<Handover> handover() {
        return sessions.runtime().handover();
    }

    void detach(ListenerBean bean) {
        sessions.detach(bean, listener);
        session.forgetBeans();
    }
}
