package org.streamlistening.internal.ownership;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.failures.ThrownByApplication;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * Lets a listener deliver on one server at a time. A server that finds a listener in a session that came to it claims
 * it, waits until the one that had it let go, and goes on; if nobody answers in time, whoever had it is gone.
 *
 * <p>All servers hear the claims in the order of the stream, and the last one counts: whoever has the listener lets go,
 * whoever claimed it before has lost. That needs nothing of the session, which may be an old copy.
 *
 * <p>A server that is cut off from the streams hears of no claim, but gets no message either: what it may still deliver
 * is what it had received. It hears them, and lets go, when it reads the stream again.
 *
 * <p>Each claim counts once, also where it is in the stream twice, because the answer to its append was lost, or because
 * the stream is read again from an earlier position.
 *
 * <p>Safe for any thread. Owners are asked on an I/O thread, and told on one too, or on the one that hears the stream.
 */
public final class Handover {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** How many of the latest claims are known again when they are heard twice. */
    private static final int MAX_HEARD = 1024;

    /** The pause before an owner is told again that could not be told. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Executor io;
    private final Timer timer;
    private final Duration patience;
    private final NoticeOutbox outbox;

    // Guarded by this.
    private final Map<String, Held> held = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private final Map<String, Boolean> heard = new LinkedHashMap<>();

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
        final @Nullable String by;

        /** Another server claimed it. */
        boolean leaving;

        Held(Owner owner, @Nullable String by) {
            this.owner = owner;
            this.by = by;
        }
    }

    private static final class Claim {
        final String name = UUID.randomUUID().toString();
        final Owner owner;

        /** Null if the owner has it already, and says so once more. */
        final @Nullable Claimant claimant;

        /** It is in the stream, so that all that are heard before it are earlier ones. */
        boolean appended;

        /** It came back over the stream, so that all others that come are later ones. */
        boolean heard;

        Claim(Owner owner, @Nullable Claimant claimant) {
            this.owner = owner;
            this.claimant = claimant;
        }
    }

    /**
     * @param writer appends these JSON texts to the stream that all servers follow; may block, and may throw anything
     * @param patience how long a claim waits for an answer
     * @param backoff the pauses between appends that fail
     */
    public Handover(Consumer<List<String>> writer, Executor io, Timer timer, Duration patience, Backoff backoff) {
        this.io = io;
        this.timer = timer;
        this.patience = patience;
        this.outbox = new NoticeOutbox(writer, io, timer, backoff);
    }

    /** For a listener that was made here: from now on this one is asked when another server claims it. */
    public synchronized void own(String sessionKey, Owner owner) {
        held.put(OwnershipNotice.hash(sessionKey), new Held(owner, null));
    }

    /** The listener ended here, whether it was had or only claimed. */
    public synchronized void disown(String sessionKey, Owner owner) {
        String listener = OwnershipNotice.hash(sessionKey);
        held.computeIfPresent(listener, (same, there) -> there.owner == owner ? null : there);
        claims.computeIfPresent(listener, (same, there) -> there.owner == owner ? null : there);
    }

    /** Claims a listener that came here in its session. Nothing is said before this server {@linkplain #open hears}. */
    public void claim(String sessionKey, Claimant claimant) {
        String listener = OwnershipNotice.hash(sessionKey);
        Claim claim = new Claim(claimant, claimant);
        Claim older;
        synchronized (this) {
            older = claims.put(listener, claim);
        }
        lost(older);
        ask(listener, claim);
    }

    /**
     * Notices were missed. Claims that were on their way are made anew, since they may be among those, and what is had here
     * is claimed once more: of two servers that have the same, the last one keeps it.
     */
    void claimAnew() {
        Map<String, Claim> anew = new HashMap<>();
        synchronized (this) {
            claims.forEach((listener, claim) -> anew.put(listener, new Claim(claim.owner, claim.claimant)));
            held.forEach((listener, here) -> {
                if (!here.leaving) {
                    anew.putIfAbsent(listener, new Claim(here.owner, null));
                }
            });
            claims.putAll(anew);
        }
        anew.forEach(this::ask);
    }

    private void ask(String listener, Claim claim) {
        outbox.add(
                new OwnershipNotice(OwnershipNotice.Kind.CLAIM, listener, claim.name),
                () -> stands(listener, claim),
                () -> appended(claim));
    }

    private synchronized boolean stands(String listener, Claim claim) {
        return claim.equals(claims.get(listener)) && !claim.heard;
    }

    private synchronized void appended(Claim claim) {
        claim.appended = true;
    }

    /** Whether this server has listeners that another one may claim. */
    synchronized boolean hasListeners() {
        return !held.isEmpty();
    }

    /** What the others write is heard from now on: an answer before that would be missed. */
    void open() {
        outbox.open();
    }

    /** A message of the stream, in its order. */
    void hear(StreamMessage message) {
        OwnershipNotice.of(message).ifPresent(notice -> {
            switch (notice.kind()) {
                case CLAIM -> {
                    if (isNew(notice.claim())) {
                        claimed(notice);
                    }
                }
                case RELEASE -> io.execute(() -> won(notice.listener(), notice.claim()));
            }
        });
    }

    private synchronized boolean isNew(String claim) {
        if (heard.putIfAbsent(claim, true) != null) {
            return false;
        }
        if (heard.size() > MAX_HEARD) {
            heard.remove(heard.keySet().iterator().next());
        }
        return true;
    }

    private void claimed(OwnershipNotice notice) {
        lost(contest(notice));
        Held here;
        synchronized (this) {
            here = held.get(notice.listener());
            Claim anew = claims.get(notice.listener());
            boolean laterOneHere = here != null && anew != null && anew.owner == here.owner && anew.appended;
            if (here == null || notice.claim().equals(here.by) || laterOneHere) {
                return;
            }
            here.leaving = true;
        }
        // Waits for an observer, so not here: other notices follow.
        io.execute(() -> letGo(here, notice));
    }

    /** What was claimed here before, if this claim comes after that. */
    private synchronized @Nullable Claim contest(OwnershipNotice notice) {
        Claim mine = claims.get(notice.listener());
        if (mine == null) {
            return null;
        }
        if (mine.name.equals(notice.claim())) {
            mine.heard = true;
            timer.after(patience, () -> io.execute(() -> won(notice.listener(), mine.name)));
            return null;
        }
        return mine.heard ? claims.remove(notice.listener()) : null;
    }

    private void lost(@Nullable Claim claim) {
        if (claim != null && claim.claimant != null) {
            tell(claim.claimant::lost, () -> true, () -> {});
        }
    }

    private void letGo(Held here, OwnershipNotice claim) {
        tell(here.owner::letGo, () -> true, () -> {
            synchronized (this) {
                held.computeIfPresent(claim.listener(), (same, there) -> there.owner == here.owner ? null : there);
                claims.computeIfPresent(claim.listener(), (same, there) -> there.owner == here.owner ? null : there);
            }
            outbox.add(
                    new OwnershipNotice(OwnershipNotice.Kind.RELEASE, claim.listener(), claim.claim()),
                    () -> true,
                    () -> {});
        });
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
            held.put(listener, new Held(claim.owner, name));
        }
        if (claim.claimant != null) {
            tell(claim.claimant::won, () -> isHeld(listener, claim.owner), () -> {});
        }
    }

    private synchronized boolean isHeld(String listener, Owner owner) {
        Held there = held.get(listener);
        return there != null && there.owner == owner && !there.leaving;
    }

    /** The container may refuse a thread for a moment, for example: an owner that is not told would be silent for ever. */
    private void tell(Runnable told, BooleanSupplier wanted, Runnable then) {
        try {
            told.run();
        } catch (Throwable e) {
            ThrownByApplication.log(
                    LOG,
                    System.Logger.Level.WARNING,
                    "the hand-over of a listener to or from another server failed here; trying again",
                    e);
            timer.after(
                    AFTER_FAILURE,
                    () -> io.execute(() -> {
                        if (wanted.getAsBoolean()) {
                            tell(told, wanted, then);
                        }
                    }));
            return;
        }
        then.run();
    }
}
