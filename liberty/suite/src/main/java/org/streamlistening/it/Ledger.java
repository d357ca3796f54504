package org.streamlistening.it;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;

/** Consumes a stream in the background, and inserts one row for each delivery: a repeated one has two rows. */
@ApplicationScoped
public class Ledger {

    static final String TABLE = "delivery";

    private static final long PROCESS = ProcessHandle.current().pid();

    @Inject
    @StreamConsuming("ledger")
    private StreamConsumer consumer;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Resource
    private TransactionSynchronizationRegistry registry;

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger delays = new AtomicInteger();
    private volatile long lastDelivery;
    private volatile long previousDelivery;
    private volatile boolean committing;

    void onToken(@Observes @StreamConsuming("ledger") Token token) throws SQLException {
        previousDelivery = lastDelivery;
        lastDelivery = System.currentTimeMillis();
        deliveries.incrementAndGet();
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into delivery (number, process) values (?, ?)")) {
            insert.setInt(1, token.index());
            insert.setLong(2, PROCESS);
            insert.executeUpdate();
        }
        if (take(delays)) {
            registry.registerInterposedSynchronization(new SlowCommit());
        }
        if (take(failures)) {
            throw new IllegalStateException("the observer fails on purpose, after its insert");
        }
    }

    /** The next observer throws after its insert. */
    void failNext() {
        failures.set(1);
    }

    /** The next commit takes a second. The position of the consumer has been moved by then, in its transaction. */
    void delayNextCommit() {
        delays.set(1);
    }

    private static boolean take(AtomicInteger left) {
        return left.getAndUpdate(number -> Math.max(0, number - 1)) > 0;
    }

    private final class SlowCommit implements Synchronization {

        @Override
        public void beforeCompletion() {
            committing = true;
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                committing = false;
            }
        }

        @Override
        public void afterCompletion(int status) {}
    }

    /**
     * The response to a test.
     *
     * @param process the id of the process
     * @param deliveries how often the observer was called in this process
     * @param previousDelivery when the observer was called last but one, in milliseconds of the epoch
     * @param committing whether a commit takes its time now
     */
    public record Snapshot(String status, long process, int deliveries, long previousDelivery, boolean committing) {}

    Snapshot snapshot() {
        return new Snapshot(consumer.getStatus().name(), PROCESS, deliveries.get(), previousDelivery, committing);
    }
}
