package org.streamlistening.it;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
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

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger deliveries = new AtomicInteger();
    private volatile long lastDelivery;

    void onToken(@Observes @StreamConsuming("ledger") Token token) throws SQLException {
        lastDelivery = System.currentTimeMillis();
        deliveries.incrementAndGet();
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into delivery (number, process) values (?, ?)")) {
            insert.setInt(1, token.index());
            insert.setLong(2, PROCESS);
            insert.executeUpdate();
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("the observer fails on purpose, after its insert");
        }
    }

    void failNext(int times) {
        failures.set(times);
    }

    /**
     * The response to a test.
     *
     * @param process the id of the process
     * @param deliveries how often the observer was called in this process
     * @param lastDelivery when the observer was called last, in milliseconds of the epoch
     */
    public record Snapshot(String status, long process, int deliveries, long lastDelivery) {}

    Snapshot snapshot() {
        return new Snapshot(consumer.getStatus().name(), PROCESS, deliveries.get(), lastDelivery);
    }
}
