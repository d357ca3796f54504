package org.streamlistening.internal.cdi;

import java.security.Principal;
import java.util.Optional;
import org.streamlistening.ListenOptions;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.ownership.Handover;

/** What a session's listener has only while it is in a running application, and what it does with that. */
record AttachedListener(StreamRuntime runtime, ListeningSession session, SessionListener listener) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** To the application of the calling thread. */
    static AttachedListener of(SessionStreamListener bean, String qualifier, Saved saved) {
        StreamRuntime runtime = DurableStreamsExtension.current().wiring();
        ListeningSession session = runtime.session();
        return new AttachedListener(runtime, session, runtime.attach(bean, qualifier, saved, session));
    }

    void listen(String qualifier, String name, String streamId, ListenOptions options) {
        StreamKey key = runtime.settings().key(qualifier, streamId, options);
        Policies policies = runtime.settings().policies(qualifier, options);
        // Now rather than on an I/O thread: whatever is wrong with it is the caller's to know.
        runtime.client();
        ask(name, key);
        listener.listen(key, policies, options.from());
    }

    /** Whether a listener that is awake again may go on with its stream: the application is asked as if it listened anew. */
    boolean mayGoOn(String name, StreamKey key) {
        try {
            ask(name, key);
        } catch (Throwable refused) {
            ThrownByApplication.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    FailureLog.listenerNamed(name) + " of a session that moved here, or came back, stays stopped",
                    refused);
            return false;
        }
        buildClient();
        return true;
    }

    /** In a request rather than on an I/O thread, because a customizer may need one. */
    private void buildClient() {
        try {
            runtime.client();
        } catch (Throwable e) {
            // The read builds it again until that succeeds, and logs why it does not.
            ThrownByApplication.log(LOG, System.Logger.Level.DEBUG, "the client cannot be built now", e);
        }
    }

    /** Whoever is refused changes nothing: what is being delivered is so on behalf of who called before. */
    private void ask(String name, StreamKey key) {
        Optional<CallerContext> caller = runtime.caller();
        Principal principal = caller.isPresent() ? caller.get().principal() : session.principal();
        runtime.authorizers().ask(key.streamId(), principal, name);
        caller.ifPresent(session::calledFrom);
    }

    /** @throws IllegalStateException if the calling thread has another session, whose beans would hear what is told */
    void refuseOthers(String home, String name) {
        if (runtime.bridge().isElsewhere(home)) {
            throw new IllegalStateException(NumberedMessage.ANOTHER_SESSION.text(FailureLog.listenerNamed(name)));
        }
    }

    boolean isRequestOf(String home) {
        return runtime.bridge().isRequestOf(home);
    }

    /** On a thread of the container, with the session active: observers are told. */
    void wonLater(boolean goesOn) {
        runtime.deliver(session, () -> {
            listener.unblock();
            if (goesOn) {
                listener.resume();
            }
        });
    }

    Optional<Handover> handover() {
        return runtime.handover();
    }

    void release(SessionStreamListener bean) {
        runtime.detach(bean, listener);
        session.release();
    }
}
