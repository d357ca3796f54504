package org.streamlistening.internal.store.database;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** The Jakarta transaction of the calling thread. For that thread. */
final class CallerTransaction {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** Jakarta Transactions, section 3.3: where a container has its registry. */
    private static final String NAME = "java:comp/TransactionSynchronizationRegistry";

    private final TransactionSynchronizationRegistry registry;

    private CallerTransaction(TransactionSynchronizationRegistry registry) {
        this.registry = registry;
    }

    /** The active transaction; empty on a thread without one, and in a runtime without transactions. */
    static Optional<CallerTransaction> active() {
        try {
            Object found = InitialContext.doLookup(NAME);
            return found instanceof TransactionSynchronizationRegistry registry
                            && registry.getTransactionStatus() == Status.STATUS_ACTIVE
                    ? Optional.of(new CallerTransaction(registry))
                    : Optional.empty();
        } catch (NamingException | NoClassDefFoundError none) {
            // A thread without the names of an application, or a runtime without transactions.
            LOG.log(System.Logger.Level.TRACE, "the calling thread has no transaction", none);
            return Optional.empty();
        }
    }

    /** Runs the task after the commit, on the thread that commits; not after a rollback. */
    void afterCommit(Runnable task) {
        registry.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // The statements are executed already.
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    task.run();
                }
            }
        });
    }

    /** The transaction can no longer commit. */
    void setRollbackOnly() {
        registry.setRollbackOnly();
    }
}
