package org.streamlistening.internal.session.listener;

import java.security.Principal;
import java.util.Optional;
import org.streamlistening.ListenOptions;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.session.ApplicationSessions;
import org.streamlistening.internal.session.CallerContext;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.ListeningSession;
import org.streamlistening.internal.session.RunningApplications;
import org.streamlistening.internal.session.SessionBeans;

/** The connection of a listener bean with its application, from its attachment to its release. For any thread. */
record AttachedListener(ApplicationSessions application, ListeningSession session, SessionListener listener) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** Attaches the bean to the application of the calling thread. */
    static AttachedListener of(ListenerBean bean, String qualifier, ListenerSnapshot snapshot) {
        ApplicationSessions application = RunningApplications.current().sessions();
        ListeningSession session = application.session();
        return new AttachedListener(application, session, application.attach(bean, qualifier, snapshot, session));
    }

    void listen(String qualifier, String name, String streamId, ListenOptions options) {
        StreamKey key = application.runtime().settings().listeners().key(qualifier, streamId, options);
        Policies policies = application.runtime().settings().listeners().policies(qualifier, options);
        // On this thread, not on an I/O thread: the caller gets the exception of a client that cannot be built.
        application.runtime().client();
        authorize(name, key);
        listener.listen(key, policies, options.from());
    }

    /** Whether a listener may continue with the stream that was saved: authorizers decide as for a new {@code listen}. */
    boolean mayContinue(String name, StreamKey key) {
        try {
            authorize(name, key);
        } catch (Throwable rejected) {
            ThrownByApplication.log(
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
            application.runtime().client();
        } catch (Throwable e) {
            // The read builds it again until that succeeds, and logs why it fails.
            ThrownByApplication.log(LOG, System.Logger.Level.DEBUG, "the client cannot be built now", e);
        }
    }

    /** If the call is rejected, deliveries keep the context of the earlier caller. */
    private void authorize(String name, StreamKey key) {
        Optional<CallerContext> caller = application.caller();
        Principal principal = caller.isPresent() ? caller.get().principal() : session.principal();
        application.runtime().authorizers().authorize(key.streamId(), principal, name);
        caller.ifPresent(session::calledFrom);
    }

    /** @throws IllegalStateException if the calling thread has another session, whose beans the observers would get */
    void rejectOtherSession(String markKey, String name) {
        if (application.bridge().isOtherSession(markKey)) {
            throw new IllegalStateException(NumberedMessage.ANOTHER_SESSION.text(FailureLog.listenerNamed(name)));
        }
    }

    boolean isRequestOf(String markKey) {
        return application.bridge().isRequestOf(markKey);
    }

    /** A request of the session ends. */
    void requestEnds(SessionBeans beans) {
        session.refresh(beans);
        listener.checkpoint();
    }

    /** Continues after a claim was won, on a thread of the container with the session active: observers are notified. */
    void claimWon(boolean continues) {
        application.deliver(session, () -> {
            listener.unblock();
            if (continues) {
                listener.resume();
            }
        });
    }

    Optional<Handover> handover() {
        return application.runtime().handover();
    }

    void release(ListenerBean bean) {
        application.detach(bean, listener);
        session.release();
    }
}
