package org.streamlistening.internal.cdi;

import java.security.Principal;
import java.util.Optional;
import org.streamlistening.ListenOptions;
import org.streamlistening.internal.handover.Handover;
import org.streamlistening.internal.listen.FailureLog;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.listen.Throwables;

/** What a session's listener has only while it is in a running application, and what it does with that. */
record Attachment(Wiring wiring, ListeningSession session, SessionListener listener) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** To the application of the calling thread. */
    static Attachment of(SessionStreamListener bean, String qualifier, Saved saved) {
        Wiring wiring = DurableStreamsExtension.current().wiring();
        ListeningSession session = wiring.session();
        return new Attachment(wiring, session, wiring.attach(bean, qualifier, saved, session));
    }

    void listen(String qualifier, String name, String streamId, ListenOptions options) {
        StreamKey key = wiring.settings().key(qualifier, streamId, options);
        Policies policies = wiring.settings().policies(qualifier, options);
        // Now rather than on an I/O thread: whatever is wrong with it is the caller's to know.
        wiring.client();
        ask(name, key);
        listener.listen(key, policies, options.from());
    }

    /** Whether a listener that is awake again may go on with its stream: the application is asked as if it listened anew. */
    boolean mayGoOn(String name, StreamKey key) {
        try {
            ask(name, key);
        } catch (Throwable refused) {
            Throwables.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    FailureLog.who(name) + " of a session that moved here, or came back, stays stopped",
                    refused);
            return false;
        }
        buildClient();
        return true;
    }

    /** In a request rather than on an I/O thread, because a customizer may need one. */
    private void buildClient() {
        try {
            wiring.client();
        } catch (Throwable e) {
            // The read builds it again until that succeeds, and logs why it does not.
            Throwables.log(LOG, System.Logger.Level.DEBUG, "the client cannot be built now", e);
        }
    }

    /** Whoever is refused changes nothing: what is being delivered is so on behalf of who called before. */
    private void ask(String name, StreamKey key) {
        Optional<Caller> caller = wiring.caller();
        Principal principal = caller.isPresent() ? caller.get().principal() : session.principal();
        wiring.authorizers().ask(key.streamId(), principal, name);
        caller.ifPresent(session::calledFrom);
    }

    /** @throws IllegalStateException if the calling thread has another session, whose beans would hear what is told */
    void refuseOthers(String home, String name) {
        if (wiring.bridge().isElsewhere(home)) {
            throw new IllegalStateException(
                    "DS-026: " + FailureLog.who(name) + " belongs to another session than the one of"
                            + " this request or delivery: call it in its own, or on a thread that has none");
        }
    }

    boolean isRequestOf(String home) {
        return wiring.bridge().isRequestOf(home);
    }

    /** On a thread of the container, with the session active: observers are told. */
    void wonLater(boolean goesOn) {
        wiring.deliver(session, () -> {
            listener.free();
            if (goesOn) {
                listener.wake();
            }
        });
    }

    Optional<Handover> handover() {
        return wiring.handover();
    }

    void release(SessionStreamListener bean) {
        wiring.detach(bean, listener);
        session.release();
    }
}
