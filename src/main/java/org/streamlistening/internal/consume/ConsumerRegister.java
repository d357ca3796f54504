package org.streamlistening.internal.consume;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.consume.state.ConsumerStateCodec;
import org.streamlistening.internal.ownership.lease.Lease;

/**
 * What this server knows of the register of one consumer, and its lease. Reads and writes are for one thread at a time;
 * {@link #mayDeliver} and {@link #known} are for any thread.
 */
final class ConsumerRegister {

    private final String consumer;
    private final String run;
    private final CheckpointStore store;
    private final ConsumerStateCodec codec = new ConsumerStateCodec();
    private final LongSupplier nanos;
    private final ConsumerState initial;
    private volatile Lease lease;
    private volatile ConsumerState known;

    /** Whether a write failed or was lost, so that the register may have any content. */
    private boolean uncertain = true;

    /** The version for which the store rejected the last write; -1: it did not. */
    private long rejected = -1;

    /**
     * @param run the name of this run of this server, which no other has
     * @param initial the state of a consumer without a checkpoint
     */
    ConsumerRegister(
            String consumer,
            String run,
            CheckpointStore store,
            Duration term,
            LongSupplier nanos,
            ConsumerState initial) {
        this.consumer = consumer;
        this.run = run;
        this.store = store;
        this.nanos = nanos;
        this.initial = initial;
        this.known = initial;
        this.lease = Lease.unread(term, nanos.getAsLong());
    }

    /** The state that was read or written last. */
    ConsumerState known() {
        return known;
    }

    /** Whether this server owns the consumer, as far as it knows. */
    boolean isOwned() {
        return lease.isOwner();
    }

    boolean canClaim() {
        return !uncertain && lease.canClaim(nanos.getAsLong());
    }

    boolean mustRenew() {
        return lease.mustRenew(nanos.getAsLong());
    }

    /** Whether this server may deliver the next message now. */
    boolean mayDeliver() {
        return lease.mayAct(nanos.getAsLong());
    }

    /** Reads the register, unless this server owns it and knows its content. */
    void refresh() {
        if (lease.isOwner() && !uncertain) {
            return;
        }
        Optional<Checkpoint> read = store.read(consumer);
        requireReason(read.map(Checkpoint::version).orElse(0L));
        ConsumerState state = read.map(found -> codec.decode(found.content())).orElse(initial);
        lease = lease.read(
                read.map(Checkpoint::version).orElse(0L), state.heartbeats(), holder(state), nanos.getAsLong());
        known = state;
        uncertain = false;
    }

    /** A failure, rather than the next of endless attempts without a pause. */
    private void requireReason(long version) {
        long before = rejected;
        rejected = -1;
        if (version == before) {
            throw new IllegalStateException("the store of checkpoints rejected a write for version " + before
                    + " of consumer '" + consumer + "', although it has that version");
        }
    }

    private Lease.Holder holder(ConsumerState state) {
        if (!state.hasOwner()) {
            return Lease.Holder.NONE;
        }
        return state.owner().equals(run) ? Lease.Holder.SELF : Lease.Holder.OTHER;
    }

    /** Takes the consumer over; false if another server wrote first. */
    boolean claim(ConsumerState next) {
        return replace(next.claimedBy(run).heartbeat());
    }

    /**
     * Replaces the state; false if another server wrote first. After that, and after an exception, it must be refreshed.
     * Only the writes of the owner renew the lease.
     */
    boolean write(ConsumerState next) {
        return replace(isOwned() ? next.heartbeat() : next);
    }

    private boolean replace(ConsumerState next) {
        uncertain = true;
        long sent = nanos.getAsLong();
        if (!store.write(consumer, lease.version(), codec.encode(next))) {
            rejected = lease.version();
            return false;
        }
        uncertain = false;
        long version = lease.version() + 1;
        Lease.Holder holder = holder(next);
        lease = holder == Lease.Holder.SELF
                ? lease.written(version, next.heartbeats(), sent)
                : lease.read(version, next.heartbeats(), holder, nanos.getAsLong());
        known = next;
        return true;
    }
}
