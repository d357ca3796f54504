package org.streamlistening.internal.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.streamlistening.internal.session.OwnedSocket.End;
import org.streamlistening.internal.threads.Timer;

/**
 * The owners of sockets, and of handshakes that may become sockets, by the key of the {@link SessionMark}. They end
 * with their session or the application. One timer checks all of them, while there are any.
 */
final class SocketOwners {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);

    /** One socket, or one handshake that may become a socket. */
    interface Member {

        /** The key of the mark of its session. */
        String sessionKey();

        /** Closes the socket; only the first call counts. */
        void end(End why);

        /** Checks the peer, or whether the handshake is abandoned. Called every few seconds. */
        void check();
    }

    private final Timer timer;

    // Guarded by this. Owners are called outside of the monitor.
    private final Map<String, Set<Member>> owners = new HashMap<>();
    private boolean scheduled;
    private boolean stopped;

    SocketOwners(Timer timer) {
        this.timer = timer;
    }

    void add(Member owner) {
        boolean late;
        synchronized (this) {
            late = stopped;
            if (!late) {
                owners.computeIfAbsent(owner.sessionKey(), key -> new LinkedHashSet<>())
                        .add(owner);
                checkLater();
            }
        }
        if (late) {
            owner.end(End.APPLICATION_STOPPED);
        }
    }

    synchronized void remove(Member owner) {
        Set<Member> ofSession = owners.get(owner.sessionKey());
        if (ofSession != null && ofSession.remove(owner) && ofSession.isEmpty()) {
            owners.remove(owner.sessionKey());
        }
    }

    void endSession(String sessionKey) {
        Set<Member> ended;
        synchronized (this) {
            ended = owners.remove(sessionKey);
        }
        if (ended != null) {
            ended.forEach(owner -> owner.end(End.SESSION_ENDED));
        }
    }

    void stop() {
        synchronized (this) {
            stopped = true;
        }
        all(owner -> owner.end(End.APPLICATION_STOPPED));
    }

    private void check() {
        synchronized (this) {
            scheduled = false;
            checkLater();
        }
        all(Member::check);
    }

    private void checkLater() {
        if (!scheduled && !stopped && !owners.isEmpty()) {
            timer.after(CHECK_INTERVAL, this::check);
            scheduled = true;
        }
    }

    private void all(Consumer<Member> action) {
        List<Member> now;
        synchronized (this) {
            now = owners.values().stream().flatMap(Set::stream).toList();
        }
        now.forEach(action);
    }
}
