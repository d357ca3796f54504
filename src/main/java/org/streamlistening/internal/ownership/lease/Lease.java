package org.streamlistening.internal.ownership.lease;

import java.time.Duration;

/**
 * What one server knows of the ownership of a register that all servers read, and write if its version is unchanged. No
 * clocks are compared: each server measures time spans by its own.
 *
 * <ul>
 *   <li>The owner writes at least each third of the term, which proves that it lives. It acts as the owner for three
 *       quarters of the term after it <em>sent</em> its last successful write.
 *   <li>Another server claims the register after it has seen the same version for a whole term. It saw that version after
 *       the owner had sent it, so the owner has stopped by then, and a quarter of the term is left for what the owner has
 *       begun.
 *   <li>A register without an owner can be claimed at once.
 * </ul>
 *
 * @param term how long the register must be unchanged before another server claims it
 * @param version the version that was read or written last; 0: the register is empty
 * @param holder who has the register at that version
 * @param since when this server first saw that version, or sent the write of it
 */
public record Lease(Duration term, long version, Holder holder, long since) {

    /** Who has a register. */
    public enum Holder {
        NONE,
        SELF,
        OTHER
    }

    /** A server that has not read the register. It claims nothing before a whole term, unless it reads that none has it. */
    public static Lease unread(Duration term, long now) {
        return new Lease(term, -1, Holder.OTHER, now);
    }

    /**
     * The register was read. Reading proves nothing to the other servers: an owner that reads its own version keeps the
     * time of its last write.
     *
     * @param now after the response arrived
     */
    public Lease read(long current, Holder reads, long now) {
        return current == version && reads == holder ? this : new Lease(term, current, reads, reads(reads, now));
    }

    /** An owner that finds a later version of its own has to write before it acts. */
    private long reads(Holder reads, long now) {
        return reads == Holder.SELF ? now - term.toNanos() : now;
    }

    /**
     * This server replaced the register, and owns it.
     *
     * @param sent before the request was sent
     */
    public Lease written(long next, long sent) {
        return new Lease(term, next, Holder.SELF, sent);
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
        return isOwner() && now - since >= term.toNanos() / 3;
    }

    /** Whether this server may act as the owner at this moment. */
    public boolean mayAct(long now) {
        return isOwner() && now - since < term.toNanos() / 4 * 3;
    }
}
