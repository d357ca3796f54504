package org.streamlistening.internal.consume.database;

import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.deliver.DeliveryTransactions;
import org.streamlistening.internal.failures.SafeThrowables;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.delivery.DeliveryUnavailableException;
import org.streamlistening.internal.listen.delivery.NotCommittedException;

/**
 * Delivers each message of one consumer in a transaction that moves the position, too: the effects of its observers on
 * the same database count exactly once. See {@link org.streamlistening.internal.consume.database} for the threads.
 */
public final class TransactionalPosition implements DeliveryTransactions {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final String consumer;
    private final DatabaseCheckpoints checkpoints;
    private final Supplier<UserTransaction> transactions;
    private final Supplier<DeliveryProgress> current;
    private final Runnable outOfStep;

    /** The row as this server left it. Null before the first {@link #begin}. */
    private volatile @Nullable ConsumerRow row;

    /**
     * @param transactions that of the calling thread
     * @param current the progress of the listener in its stream
     * @param outOfStep called if the row does not have the position that this server expects: the listener has to begin
     *     again, at the position of the row
     */
    public TransactionalPosition(
            String consumer,
            DatabaseCheckpoints checkpoints,
            Supplier<UserTransaction> transactions,
            Supplier<DeliveryProgress> current,
            Runnable outOfStep) {
        this.consumer = checkpoints.key(consumer);
        this.checkpoints = checkpoints;
        this.transactions = transactions;
        this.current = current;
        this.outOfStep = outOfStep;
    }

    /**
     * The owner of this state begins to deliver, or goes on elsewhere after a command. Fences all earlier claims, whose
     * transactions have ended when this returns.
     *
     * @return where to go on
     */
    public DeliveryProgress begin(ConsumerState state) {
        ConsumerTable table = checkpoints.made();
        table.fence(consumer, state.claims());
        ConsumerRow found = table.position(consumer);
        if (found.claims() != state.claims()) {
            throw new IllegalStateException("another server has claimed the consumer");
        }
        String streamId = Objects.requireNonNull(state.streamId());
        if (!found.knows(streamId, state.moves())) {
            found = new ConsumerRow(state.claims(), state.moves(), streamId, DeliveryProgress.at(state.position()));
            if (!table.place(consumer, found)) {
                throw new IllegalStateException("another server has claimed the consumer");
            }
        }
        row = found;
        return found.progress();
    }

    @Override
    public boolean areUsed() {
        return true;
    }

    @Override
    public boolean run(Subject subject, BooleanSupplier notification) {
        ConsumerRow last = Objects.requireNonNull(row);
        DeliveryProgress next = next(subject);
        UserTransaction transaction = begin();
        try {
            if (!notification.getAsBoolean()) {
                rollback(transaction);
                return false;
            }
        } catch (Throwable thrown) {
            rollback(transaction);
            if (!isInStep(last)) {
                return false;
            }
            throw thrown;
        }
        return commit(transaction, last, next);
    }

    private UserTransaction begin() {
        try {
            UserTransaction transaction = transactions.get();
            transaction.begin();
            return transaction;
        } catch (Throwable e) {
            throw unavailable(e);
        }
    }

    /**
     * If it is unknown whether the commit took effect, the delivery counts as failed. If it did, the row has another
     * position now.
     */
    private boolean commit(UserTransaction transaction, ConsumerRow last, DeliveryProgress next) {
        try {
            if (!checkpoints.made().move(consumer, last, next)) {
                rollback(transaction);
                outOfStep.run();
                return false;
            }
            transaction.commit();
        } catch (Throwable e) {
            rollback(transaction);
            if (!isInStep(last)) {
                return false;
            }
            throw new NotCommittedException(
                    "the transaction of a message was not committed", SafeThrowables.reportable("there was", e));
        }
        row = new ConsumerRow(last.claims(), last.moves(), last.streamId(), next);
        return true;
    }

    /**
     * Whether the row has the position that this server expects. Writes it once more, without a transaction: an observer
     * that failed because of the database must not be blamed, and a database that can only be read is of no use.
     */
    private boolean isInStep(ConsumerRow last) {
        try {
            if (checkpoints.made().move(consumer, last, last.progress())) {
                return true;
            }
        } catch (Throwable e) {
            throw unavailable(e);
        }
        outOfStep.run();
        return false;
    }

    private static DeliveryUnavailableException unavailable(Throwable cause) {
        return new DeliveryUnavailableException(
                "there is no transaction for a message now", SafeThrowables.reportable("there was", cause));
    }

    /** An observer that marks the transaction has failed: the work of the others cannot be committed either. */
    @Override
    public void observed() {
        try {
            if (transactions.get().getStatus() != Status.STATUS_ACTIVE) {
                throw new IllegalStateException(
                        "an observer has ended the transaction of its message, or marked it for rollback");
            }
        } catch (SystemException e) {
            throw new IllegalStateException("the transaction of a message has no status", e);
        }
    }

    private static void rollback(UserTransaction transaction) {
        try {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        } catch (Throwable e) {
            // The database ends it by itself. One log entry for each attempt of an outage would be too many.
            LOG.log(System.Logger.Level.DEBUG, "the transaction of a message could not be rolled back", e);
        }
    }

    private DeliveryProgress next(Subject subject) {
        DeliveryProgress now = current.get();
        return subject.batch()
                ? new DeliveryProgress(now.delivered(), now.announced() + subject.size())
                : new DeliveryProgress(subject.behind(), Math.max(0, now.announced() - subject.size()));
    }
}
