package org.streamlistening.internal.ownership.lease;

import java.time.Duration;

/**
 * What one server knows of the ownership of a register that all servers read, and write if its version is unchanged. No
 * clocks are compared: each server measures time spans by its own.
 *
 * <ul>
 *   <li>The owner writes again after a sixth of the term, and counts a heartbeat with each write, which proves that it
 *       lives: one write that fails or lasts long does not end its claim. It acts as the owner for three quarters of the term after it <em>sent</em> its last successful write.
 *   <li>Another server claims the register after it has seen the same heartbeat for a whole term. It saw it after the
 *       owner had sent it, so the owner has stopped by then, and a quarter of the term is left for what the owner has
 *       begun. Writes of servers that are not the owner change the version only: they keep no dead owner alive.
 *   <li>A register without an owner can be claimed at once.
 * </ul>
 *
 * @param term how long the heartbeat must be unchanged before another server claims the register
 * @param version the version that was read or written last; 0: the register is empty
 * @param heartbeat the number of writes of owners at that version
 * @param holder who has the register at that version
 * @param since when this server first saw that heartbeat, or sent the write of it
 */
public record Lease(Duration term, long version, long heartbeat, Holder holder, long since) {

    /** Who has a register. */
    public enum Holder {
        NONE,
        SELF,
        OTHER
    }

    /** A server that has not read the register. It claims nothing before a whole term, unless it reads that none has it. */
    public static Lease unread(Duration term, long now) {
        return new Lease(term, -1, -1, Holder.OTHER, now);
    }

    /**
     * The register was read. Reading proves nothing to the other servers: an owner that reads its own heartbeat keeps the
     * time of its last write.
     *
     * @param now after the response arrived
     */
    public Lease read(long current, long beat, Holder reads, long now) {
        boolean unchanged = beat == heartbeat && reads == holder;
        return new Lease(term, current, beat, reads, unchanged ? since : since(reads, now));
    }

    /** An owner that finds a later heartbeat of its own, whose sending it does not know, has to write before it acts. */
    private long since(Holder reads, long now) {
        return reads == Holder.SELF ? now - term.toNanos() : now;
    }

    /**
     * This server replaced the register, and owns it.
     *
     * @param sent before the request was sent
     */
    public Lease written(long next, long beat, long sent) {
        return new Lease(term, next, beat, Holder.SELF, sent);
    }

    public boolean isOwner() {
        return holder == Holder.SELF;
    }

    /** Whether this server may write itself into the register as the owner. */
    public boolean canClaim(long now) {
        return holder == Holder.NONE || (holder == Holder.OTHER && now - since >= term.toNanos());
    }

    /** Whether the owner has to write now, to stay the owner. */
    public boolean mustRenew(long now) {
        return isOwner() && now - since >= term.toNanos() / 6;
    }

    /** Whether this server may act as the owner at this moment. */
    public boolean mayAct(long now) {
        return isOwner() && now - since < term.toNanos() / 4 * 3;
    }
}
