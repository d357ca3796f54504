package org.streamlistening.internal.ownership;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.ownership.OwnershipTable.Claim;
import org.streamlistening.internal.ownership.OwnershipTable.Ownership;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.internal.threads.Timer;

/**
 * Lets a listener deliver on one server at a time. A server that receives a session with a listener claims the
 * listener, waits until the previous owner releases it, and then delivers. If the previous owner does not answer in
 * time, it is gone.
 *
 * <p>All servers receive the claims in the order of the stream, and the last claim wins: the owner releases the
 * listener, and earlier claims are lost. The session itself is not needed for this, and can be an old copy.
 *
 * <p>A server that is cut off from the streams receives no claim, but no message either: it can still deliver only what
 * it had received before. When it reads the stream again, it receives the claim and releases the listener.
 *
 * <p>Each claim counts once. A claim is in the stream twice if the response to its append was lost, and is received
 * twice if the stream is read again from an earlier offset.
 *
 * <p>Thread-safe. Owners are called on an I/O thread, or on the thread that receives the notices.
 */
public final class Handover {

    private final Executor io;
    private final Timer timer;
    private final Duration patience;
    private final NoticeOutbox outbox;
    private final OwnerNotifier owners;
    private final OwnershipTable table = new OwnershipTable();

    /** The owner of a listener: delivers until it is called to release. */
    @FunctionalInterface
    public interface Owner {

        /**
         * Another server has claimed the listener. Returns once nothing is delivered any more. Can be called more than
         * once.
         */
        void release();
    }

    /** A claimant, which becomes the owner at the moment in which its claim is won. */
    public interface Claimant extends Owner {

        /** The previous owner released the listener, or did not answer. A later claim can have taken it already. */
        void won();

        /** A later claim replaced this one. */
        void lost();
    }

    /**
     * @param writer appends these JSON texts to the stream that all servers follow; may block, and may throw anything
     * @param patience how long a claim waits for the previous owner
     * @param backoff the pauses between appends that fail
     */
    public Handover(Consumer<List<String>> writer, Executor io, Timer timer, Duration patience, Backoff backoff) {
        this.io = io;
        this.timer = timer;
        this.patience = patience;
        this.outbox = new NoticeOutbox(writer, io, timer, backoff);
        this.owners = new OwnerNotifier(io, timer);
    }

    /** Registers the owner of a listener that was created on this server; the claim of another server calls it. */
    public void own(String sessionKey, Owner owner) {
        table.own(OwnershipNotice.hash(sessionKey), owner);
    }

    /** Forgets a listener that ended on this server, and its claim. */
    public void forget(String sessionKey, Owner owner) {
        table.remove(OwnershipNotice.hash(sessionKey), owner);
    }

    /** Claims a listener that came here in its session. The claim is appended once this is {@linkplain #open open}. */
    public void claim(String sessionKey, Claimant claimant) {
        String listener = OwnershipNotice.hash(sessionKey);
        Claim claim = new Claim(claimant, claimant);
        lost(table.claim(listener, claim));
        append(listener, claim);
    }

    /**
     * Notices were missed. Pending claims are made again, since those of other servers can be among the missed notices.
     * Owned listeners are claimed once more: of two servers that own the same one, the last one keeps it.
     */
    void renewClaims() {
        table.renewClaims().forEach(this::append);
    }

    private void append(String listener, Claim claim) {
        outbox.add(
                new OwnershipNotice(OwnershipNotice.Kind.CLAIM, listener, claim.name),
                () -> table.isPending(listener, claim),
                () -> table.appended(claim));
    }

    /** Whether this server owns listeners that another one can claim. */
    boolean ownsAny() {
        return table.ownsAny();
    }

    /**
     * The notices of other servers are received from now on. The response to a claim appended earlier would be missed.
     */
    void open() {
        outbox.open();
    }

    /** Takes the next message of the stream. */
    void receive(StreamMessage message) {
        OwnershipNotice.of(message).ifPresent(notice -> {
            switch (notice.kind()) {
                case CLAIM -> {
                    if (table.isNew(notice.claim())) {
                        claimed(notice.listener(), notice.claim());
                    }
                }
                case RELEASE -> timer.executeOrRetry(io, () -> win(notice.listener(), notice.claim()));
            }
        });
    }

    private void claimed(String listener, String claim) {
        if (table.isOwnClaim(listener, claim)) {
            timer.executeAfter(patience, io, () -> win(listener, claim));
        } else {
            lost(table.removeSuperseded(listener));
        }
        Ownership here = table.beginRelease(listener, claim);
        if (here != null) {
            // A release waits for an observer, and this thread must receive the next notices.
            timer.executeOrRetry(io, () -> release(listener, here.owner, claim));
        }
    }

    private void lost(@Nullable Claim claim) {
        if (claim != null && claim.claimant != null) {
            owners.send(claim.claimant::lost, () -> true, () -> {});
        }
    }

    private void release(String listener, Owner owner, String claim) {
        owners.send(owner::release, () -> true, () -> {
            table.remove(listener, owner);
            outbox.add(new OwnershipNotice(OwnershipNotice.Kind.RELEASE, listener, claim), () -> true, () -> {});
        });
    }

    private void win(String listener, String name) {
        Claim claim = table.win(listener, name);
        if (claim != null && claim.claimant != null) {
            owners.send(claim.claimant::won, () -> table.isOwner(listener, claim.owner), () -> {});
        }
    }
}
