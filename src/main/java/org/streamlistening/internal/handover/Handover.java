package org.streamlistening.internal.handover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
import org.streamlistening.internal.listen.Progress;
import org.streamlistening.internal.listen.Timer;

/**
 * Lets a listener deliver on one server at a time. A server that finds a listener in a session that came to it claims
 * it, waits until the one that had it let go, and goes on; if nobody answers in time, whoever had it is gone.
 *
 * <p>A server that is cut off from the streams hears of no claim, but gets no message either: what it may still deliver
 * is what it had received.
 *
 * <p>Safe for any thread. Owners are asked on an I/O thread, {@code then} runs on one too.
 */
public final class Handover implements Observers {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final String node = UUID.randomUUID().toString();
    private final Consumer<String> writer;
    private final Executor io;
    private final Timer timer;
    private final Duration patience;

    private final Map<String, Owner> owners = new ConcurrentHashMap<>();

    // Guarded by this.
    private final Map<String, Claim> claims = new HashMap<>();
    private final List<Runnable> untilLive = new ArrayList<>();
    private boolean live;

    /** Somebody who delivers, until asked to let go. */
    @FunctionalInterface
    public interface Owner {

        /**
         * A server has a claim of this epoch. Returns when nothing is delivered any more.
         *
         * @return how far the listener is; empty if the claim is an old one, and nothing was let go
         */
        Optional<Progress> letGo(long epoch);
    }

    /** Somebody who claims. */
    public interface Claimant {

        /** @param place how far the listener is, from the server that let it go; empty if none answered */
        void won(Optional<Progress> place);

        /** Yet another server claimed it as well, and before. */
        void lost();
    }

    /** Heard of: whether this claim came back over the stream, so that all others come after it. */
    private record Claim(long epoch, Claimant claimant, boolean heardOf) {}

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

    /** From now on this one is asked when another server claims the listener. */
    public void own(String sessionKey, Owner owner) {
        owners.put(Notice.hash(sessionKey), owner);
    }

    /** The listener ended here. */
    public void disown(String sessionKey, Owner owner) {
        owners.remove(Notice.hash(sessionKey), owner);
    }

    /** Claims a listener that came here in its session. */
    public void claim(String sessionKey, long epoch, Claimant claimant) {
        String listener = Notice.hash(sessionKey);
        Runnable ask = () -> ask(listener, new Claim(epoch, claimant, false));
        synchronized (this) {
            if (!live) {
                // An answer before that would be missed.
                untilLive.add(ask);
                return;
            }
        }
        io.execute(ask);
    }

    private void ask(String listener, Claim claim) {
        synchronized (this) {
            claims.put(listener, claim);
        }
        write(new Notice(Notice.Kind.CLAIM, node, listener, claim.epoch(), null));
        timer.after(patience, () -> io.execute(() -> won(listener, claim.epoch(), null)));
    }

    private void won(String listener, long epoch, @Nullable Progress place) {
        Claim claim;
        synchronized (this) {
            claim = claims.get(listener);
            if (claim == null || claim.epoch() != epoch) {
                return;
            }
            claims.remove(listener);
        }
        claim.claimant().won(Optional.ofNullable(place));
    }

    @Override
    public boolean tell(StreamMessage message, BooleanSupplier wanted) {
        Notice.of(message).ifPresent(notice -> {
            switch (notice.kind()) {
                case CLAIM -> claimed(notice);
                case RELEASE -> released(notice);
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
        contest(notice).ifPresent(Claimant::lost);
        Owner owner = owners.get(notice.listener());
        if (owner != null) {
            // Waits for an observer, so not here: other notices follow.
            io.execute(() -> owner.letGo(notice.epoch()).ifPresent(place -> release(notice, owner, place)));
        }
    }

    /** Of several who claim the same, the highest epoch wins, and then who is first in the stream. */
    private synchronized Optional<Claimant> contest(Notice notice) {
        Claim mine = claims.get(notice.listener());
        if (mine == null || notice.epoch() < mine.epoch()) {
            return Optional.empty();
        }
        if (notice.epoch() == mine.epoch() && notice.node().equals(node)) {
            claims.put(notice.listener(), new Claim(mine.epoch(), mine.claimant(), true));
            return Optional.empty();
        }
        if (notice.epoch() == mine.epoch() && mine.heardOf()) {
            return Optional.empty();
        }
        claims.remove(notice.listener());
        return Optional.of(mine.claimant());
    }

    private void release(Notice claim, Owner owner, Progress place) {
        owners.remove(claim.listener(), owner);
        write(new Notice(Notice.Kind.RELEASE, claim.node(), claim.listener(), claim.epoch(), place));
    }

    private void released(Notice notice) {
        if (notice.node().equals(node)) {
            io.execute(() -> won(notice.listener(), notice.epoch(), notice.place()));
        }
    }

    /** Whoever waits for this notice, and does not get it, goes on when its patience is over. */
    private void write(Notice notice) {
        try {
            writer.accept(notice.json());
        } catch (StreamException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot tell the other servers who has a listener", e);
        }
    }
}
