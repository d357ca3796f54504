package org.streamlistening.internal.handover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.listen.Observers;
import org.streamlistening.internal.listen.Timer;

/**
 * Lets a listener deliver on one server at a time. A server that finds a listener in a session that came to it claims
 * it, waits until the one that had it let go, and goes on; if nobody answers in time, whoever had it is gone.
 *
 * <p>All servers hear the claims in the order of the stream, and the last one counts: whoever has the listener lets go,
 * whoever claimed it before has lost. That needs nothing of the session, which may be an old copy.
 *
 * <p>A server that is cut off from the streams hears of no claim, but gets no message either: what it may still deliver
 * is what it had received.
 *
 * <p>Safe for any thread. Owners are asked on an I/O thread, and told on one too, or on the one that hears the stream.
 */
public final class Handover implements Observers {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final Consumer<String> writer;
    private final Executor io;
    private final Timer timer;
    private final Duration patience;

    // Guarded by this.
    private final Map<String, Held> held = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private final List<Runnable> untilLive = new ArrayList<>();
    private boolean live;

    /** Somebody who delivers, until asked to let go. */
    @FunctionalInterface
    public interface Owner {

        /** Another server has a claim. Returns when nothing is delivered any more; may be called more than once. */
        void letGo();
    }

    /** Somebody who claims, and is the owner in the moment in which that is won. */
    public interface Claimant extends Owner {

        /** Whoever had it let go, or did not answer. By now somebody else may have it already. */
        void won();

        /** Somebody else claimed it after that. */
        void lost();
    }

    /** Who has a listener here; of two objects with the same contents only one is meant. */
    private static final class Held {
        final Owner owner;
        final @Nullable Claim by;

        Held(Owner owner, @Nullable Claim by) {
            this.owner = owner;
            this.by = by;
        }
    }

    private static final class Claim {
        final String name = UUID.randomUUID().toString();
        final Claimant claimant;

        /** It came back over the stream, so that all others that come are later ones. */
        boolean heard;

        Claim(Claimant claimant) {
            this.claimant = claimant;
        }
    }

    /**
     * @param writer appends one JSON text to the stream that all servers follow; may block
     * @param patience how long a claim waits for an answer
     */
    public Handover(Consumer<String> writer, Executor io, Timer timer, Duration patience) {
        this.writer = writer;
        this.io = io;
        this.timer = timer;
        this.patience = patience;
    }

    /** For a listener that was made here: from now on this one is asked when another server claims it. */
    public synchronized void own(String sessionKey, Owner owner) {
        held.put(Notice.hash(sessionKey), new Held(owner, null));
    }

    /** The listener ended here, whether it was had or only claimed. */
    public synchronized void disown(String sessionKey, Owner owner) {
        String listener = Notice.hash(sessionKey);
        held.computeIfPresent(listener, (same, there) -> there.owner == owner ? null : there);
        claims.computeIfPresent(listener, (same, there) -> there.claimant == owner ? null : there);
    }

    /** Claims a listener that came here in its session. */
    public void claim(String sessionKey, Claimant claimant) {
        String listener = Notice.hash(sessionKey);
        Claim claim = new Claim(claimant);
        Claim older;
        boolean later;
        synchronized (this) {
            older = claims.put(listener, claim);
            later = !live;
            if (later) {
                // An answer before that would be missed.
                untilLive.add(() -> ask(listener, claim));
            }
        }
        if (older != null) {
            older.claimant.lost();
        }
        if (!later) {
            io.execute(() -> ask(listener, claim));
        }
    }

    private void ask(String listener, Claim claim) {
        if (stands(listener, claim) && !write(new Notice(Notice.Kind.CLAIM, listener, claim.name))) {
            // Whoever has it did not hear of that: it is not won by waiting.
            timer.after(patience, () -> io.execute(() -> ask(listener, claim)));
        }
    }

    private synchronized boolean stands(String listener, Claim claim) {
        return claim.equals(claims.get(listener)) && !claim.heard;
    }

    @Override
    public boolean tell(StreamMessage message, BooleanSupplier wanted) {
        Notice.of(message).ifPresent(notice -> {
            switch (notice.kind()) {
                case CLAIM -> claimed(notice);
                case RELEASE -> io.execute(() -> won(notice.listener(), notice.claim()));
            }
        });
        return true;
    }

    @Override
    public boolean tell(StreamEvent event, BooleanSupplier wanted) {
        if (event instanceof StreamStatusChanged change && change.status() == StreamStatus.LIVE) {
            List<Runnable> asks;
            synchronized (this) {
                live = true;
                asks = List.copyOf(untilLive);
                untilLive.clear();
            }
            asks.forEach(io::execute);
        }
        return true;
    }

    private void claimed(Notice notice) {
        Claim lost = contest(notice);
        if (lost != null) {
            lost.claimant.lost();
        }
        Held here;
        synchronized (this) {
            here = held.get(notice.listener());
        }
        boolean itsOwn = here != null && here.by != null && here.by.name.equals(notice.claim());
        if (here != null && !itsOwn) {
            // Waits for an observer, so not here: other notices follow.
            io.execute(() -> letGo(here, notice));
        }
    }

    /** What was claimed here before, if this claim comes after that. */
    private synchronized @Nullable Claim contest(Notice notice) {
        Claim mine = claims.get(notice.listener());
        if (mine == null) {
            return null;
        }
        if (mine.name.equals(notice.claim())) {
            if (!mine.heard) {
                mine.heard = true;
                timer.after(patience, () -> io.execute(() -> won(notice.listener(), mine.name)));
            }
            return null;
        }
        return mine.heard ? claims.remove(notice.listener()) : null;
    }

    private void letGo(Held here, Notice claim) {
        here.owner.letGo();
        synchronized (this) {
            held.remove(claim.listener(), here);
        }
        write(new Notice(Notice.Kind.RELEASE, claim.listener(), claim.claim()));
    }

    private void won(String listener, String name) {
        Claim claim;
        synchronized (this) {
            claim = claims.get(listener);
            if (claim == null || !claim.name.equals(name)) {
                return;
            }
            claims.remove(listener);
            // In the same moment, so that the next claim always finds who has it.
            held.put(listener, new Held(claim.claimant, claim));
        }
        claim.claimant.won();
    }

    /** Whoever waits for a release, and does not get it, goes on when its patience is over; a claim is tried again. */
    private boolean write(Notice notice) {
        try {
            writer.accept(notice.json());
            return true;
        } catch (StreamException e) {
            // Not its cause: what computes the headers of requests may put a token into what it throws.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot tell the other servers who has a listener: {0}",
                    e.getMessage());
            return false;
        }
    }
}
