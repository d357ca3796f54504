package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;
import org.streamlistening.StreamStatus;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.support.Application;

/** Checkpoints in a bean of the application, on Weld. */
class CheckpointStoreBeanTest {

    private static final Map<String, CheckpointStore.Checkpoint> TABLE = new ConcurrentHashMap<>();

    private static volatile boolean broken;

    /** Each call of the store waits for it. */
    private static volatile @Nullable CountDownLatch hangs;

    /** Opened by a call that hangs. */
    private static volatile CountDownLatch hanging = new CountDownLatch(1);

    private static final AtomicInteger interrupts = new AtomicInteger();

    private ConsumerServers servers;

    @BeforeEach
    void start() {
        TABLE.clear();
        broken = false;
        hangs = null;
        hanging = new CountDownLatch(1);
        interrupts.set(0);
        servers = new ConsumerServers();
        servers.configure("durable-streams.consumer.audit.stream", "orders");
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    /** A table that all servers share. */
    @ApplicationScoped
    static class Table implements CheckpointStore {

        @Override
        public Optional<Checkpoint> read(String consumer) {
            check();
            return Optional.ofNullable(TABLE.get(consumer));
        }

        @Override
        public boolean write(String consumer, long expectedVersion, String content) {
            check();
            Checkpoint next = new Checkpoint(expectedVersion + 1, content);
            return next
                    == TABLE.compute(
                            consumer, (name, now) -> (now == null ? 0 : now.version()) == expectedVersion ? next : now);
        }

        private static void check() {
            CountDownLatch until = hangs;
            if (until != null) {
                hanging.countDown();
                awaitIgnoringInterrupts(until);
            }
            if (broken) {
                throw new IllegalStateException("the test makes the store fail");
            }
        }
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException interrupted) {
                interrupts.incrementAndGet();
            }
        }
    }

    /** As an entity manager of a request. */
    @RequestScoped
    static class Connection {

        void use() {}
    }

    /** Works in a request only. */
    @ApplicationScoped
    static class TableOfRequests extends Table {

        @Inject
        Connection connection;

        @Override
        public Optional<Checkpoint> read(String consumer) {
            connection.use();
            return super.read(consumer);
        }

        @Override
        public boolean write(String consumer, long expectedVersion, String content) {
            connection.use();
            return super.write(consumer, expectedVersion, content);
        }
    }

    @ApplicationScoped
    static class Audit {

        @Inject
        @StreamConsuming("audit")
        StreamConsumer audit;

        private final List<Integer> received = new CopyOnWriteArrayList<>();

        void onOrder(@Observes @StreamConsuming("audit") Order order) {
            received.add(order.number());
        }

        List<Integer> received() {
            return received;
        }

        StreamConsumer consumer() {
            return audit;
        }
    }

    private static Audit audit(Application application) {
        return application.container().select(Audit.class).get();
    }

    private static void awaitReceived(Audit audit, int from, int to) {
        List<Integer> expected = IntStream.range(from, to).boxed().toList();
        await().untilAsserted(() -> assertThat(audit.received()).isEqualTo(expected));
    }

    private void checkServersAndRestarts(Class<?>... store) {
        // Longer than the test waits: each server releases the consumer at its end.
        servers.configure("durable-streams.consumers.lease", "20s");
        servers.create("orders", 0, 10);
        Class<?>[] classes =
                Stream.concat(Stream.of(Audit.class), Stream.of(store)).toArray(Class<?>[]::new);
        Application first = servers.start(classes);
        awaitReceived(audit(first), 0, 10);
        Application second = servers.start(classes);
        ConsumerServers.awaitStatus(audit(second).consumer(), StreamStatus.STANDBY);
        servers.append("orders", 10, 20);
        awaitReceived(audit(first), 0, 20);
        servers.stop(first);
        servers.append("orders", 20, 30);
        awaitReceived(audit(second), 20, 30);
        servers.stop(second);
        servers.append("orders", 30, 40);
        awaitReceived(audit(servers.start(classes)), 30, 40);
        assertThat(TABLE).containsOnlyKeys("audit");
    }

    @Test
    void keepsThePositionOfAllServers() {
        checkServersAndRestarts(Table.class);
        assertThatThrownBy(() -> servers.client().head("consumers/audit/root")).hasMessageContaining("404");
    }

    @Test
    void isCalledInARequest() {
        try (Logged logged = Logged.warnings()) {
            checkServersAndRestarts(TableOfRequests.class, Connection.class);
            assertThat(logged.sentences()).isEmpty();
        }
    }

    @Test
    void aStoreThatFailsForAWhileIsReportedOnceAndLosesNothing() {
        servers.shortLease();
        servers.create("orders", 0, 10);
        try (Logged logged = Logged.warnings()) {
            Application application = servers.start(Audit.class, Table.class);
            awaitReceived(audit(application), 0, 10);
            broken = true;
            ConsumerServers.awaitStatus(audit(application).consumer(), StreamStatus.STANDBY);
            servers.append("orders", 10, 20);
            await().during(Duration.ofMillis(500))
                    .until(() -> audit(application).received().size() == 10);
            broken = false;
            awaitReceived(audit(application), 0, 20);
            assertThat(logged.sentences()).singleElement().asString().contains("DS-042", "'audit'");
        }
    }

    @Test
    void aStoreThatFailsAtTheStartIsCalledAgain() {
        servers.create("orders", 0, 10);
        broken = true;
        try (Logged logged = Logged.warnings()) {
            Application application = servers.start(Audit.class, Table.class);
            await().until(() -> logged.sentences().stream().anyMatch(text -> text.contains("DS-042")));
            broken = false;
            awaitReceived(audit(application), 0, 10);
        }
    }

    @Test
    void anApplicationEndsWhileItsStoreFails() {
        servers.shortLease();
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class, Table.class);
        awaitReceived(audit(application), 0, 10);
        broken = true;
        servers.stop(application);
        broken = false;
        servers.append("orders", 10, 20);
        Application next = servers.start(Audit.class, Table.class);
        // From the last checkpoint: nothing is missing.
        await().until(() -> audit(next)
                .received()
                .containsAll(IntStream.range(10, 20).boxed().toList()));
    }

    private void stopsWhileItsStoreHangs(Application application) {
        try (Logged logged = Logged.warnings()) {
            long begin = System.nanoTime();
            servers.stop(application);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
            assertThat(logged.sentences())
                    .filteredOn(text -> text.contains("DS-052"))
                    .singleElement()
                    .asString()
                    .contains("'audit'");
            // Before the latch opens: a wait that has ended does not notice an interrupt.
            await().until(() -> interrupts.get() > 0);
        } finally {
            Objects.requireNonNull(hangs).countDown();
        }
    }

    @Test
    void anApplicationEndsWhileTheReleaseHangs() {
        servers.configure("durable-streams.consumers.checkpoint-interval", "10m");
        servers.configure("durable-streams.consumers.lease", "10m");
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class, Table.class);
        awaitReceived(audit(application), 0, 10);
        hangs = new CountDownLatch(1);
        stopsWhileItsStoreHangs(application);
    }

    @Test
    void anApplicationEndsWhileACheckpointHangs() throws InterruptedException {
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class, Table.class);
        awaitReceived(audit(application), 0, 10);
        hangs = new CountDownLatch(1);
        servers.append("orders", 10, 11);
        assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
        stopsWhileItsStoreHangs(application);
    }
}
