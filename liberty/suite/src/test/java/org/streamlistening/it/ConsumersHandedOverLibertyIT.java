package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.it.DeliveryTable.Delivery;

/** Two servers run one consumer while a stream grows. The one that delivers is frozen, or stops in an orderly way. */
@Tag("crash")
@ExtendWith(ArquillianExtension.class)
class ConsumersHandedOverLibertyIT {

    private static final URI STREAMS = Deployments.uri("handed-over").resolve("streams");
    private static final String DATABASE = "durable-streams.consumers.data-source=java:comp/DefaultDataSource\n";
    private static final String SHORT_LEASE = "durable-streams.consumers.lease=3s\n";
    private static final Duration LONG_LEASE = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(3);

    @Deployment(testable = false)
    static WebArchive server() {
        return Deployments.application(
                "handed-over.war", "durable-streams.embedded.enabled=true\ndurable-streams.embedded.access=all\n");
    }

    @Test
    void aServerThatWasFrozenDeliversNothingMore() throws Exception {
        try (ConsumerCluster cluster = new ConsumerCluster(STREAMS, "frozen")) {
            cluster.start(STREAMS, DATABASE + SHORT_LEASE);
            int written;
            try (Appends appends = cluster.append()) {
                for (int round = 1; round <= 3; round++) {
                    freezeTheDelivering(cluster, delivering -> {});
                }
                written = appends.stop();
            }
            cluster.awaitEnd(written);
            assertExact(cluster, written);
        }
    }

    @Test
    void aServerThatIsFrozenInACommitDoesNotKeepTheOtherWaiting() throws Exception {
        try (ConsumerCluster cluster = new ConsumerCluster(STREAMS, "frozen-commit")) {
            cluster.start(STREAMS, DATABASE + SHORT_LEASE);
            int written;
            try (Appends appends = cluster.append()) {
                freezeTheDelivering(cluster, ConsumersHandedOverLibertyIT::awaitCommit);
                written = appends.stop();
            }
            cluster.awaitEnd(written);
            assertExact(cluster, written);
        }
    }

    private static void awaitCommit(LibertyNode delivering) {
        new Browser(delivering.uri()).call("delay");
        await().atMost(ConsumerCluster.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> ConsumerCluster.look(delivering).committing());
    }

    private static void freezeTheDelivering(ConsumerCluster cluster, Consumer<LibertyNode> before) throws Exception {
        LibertyNode delivering = cluster.awaitDelivering();
        LibertyNode other = cluster.other(delivering);
        cluster.awaitDelivery(delivering);
        int delivered = ConsumerCluster.look(other).deliveries();
        before.accept(delivering);
        delivering.freeze();
        long woken;
        try {
            Thread.sleep(LEASE.multipliedBy(4).toMillis());
            assertThat(ConsumerCluster.look(other).deliveries())
                    .as("deliveries of the other server meanwhile")
                    .isGreaterThan(delivered);
        } finally {
            woken = System.currentTimeMillis();
            delivering.thaw();
        }
        Thread.sleep(LEASE.toMillis());
        Ledger.Snapshot after = ConsumerCluster.look(delivering);
        assertThat(after.status()).isEqualTo("STANDBY");
        // The last one can have been frozen on its way to the observer. Its transaction must not take effect.
        assertThat(after.previousDelivery()).as("the last delivery but one").isLessThan(woken);
        assertThat(cluster.table().deliveries())
                .filteredOn(row -> row.process() == after.process())
                .allSatisfy(row -> assertThat(row.at()).isBefore(Instant.ofEpochMilli(woken)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherServerGoesOnAtOnceWhenOneStops(boolean database) throws Exception {
        String name = database ? "stopped-database" : "stopped-streams";
        try (ConsumerCluster cluster = new ConsumerCluster(STREAMS, name)) {
            cluster.start(
                    STREAMS,
                    (database ? DATABASE : "") + "durable-streams.consumers.lease=" + LONG_LEASE,
                    LedgerEnd.class);
            int written;
            try (Appends appends = cluster.append()) {
                handOver(cluster, LibertyNode::stop);
                handOver(cluster, LibertyNode::terminate);
                written = appends.stop();
            }
            cluster.awaitEnd(written);
            // An orderly end repeats nothing, whatever the store.
            assertExact(cluster, written);
        }
    }

    /** Measured from the moment at which the stopping server has stopped its consumers, before it stops all the rest. */
    private static void handOver(ConsumerCluster cluster, Consumer<LibertyNode> end) {
        LibertyNode stopping = cluster.awaitDelivering();
        LibertyNode other = cluster.other(stopping);
        cluster.awaitDelivery(stopping);
        long stopped = stopping.pid();
        end.accept(stopping);
        cluster.awaitDelivery(other);
        List<Delivery> rows = cluster.table().deliveries();
        Delivery last = rows.stream()
                .filter(row -> row.process() == stopped)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        Delivery next = rows.get(rows.indexOf(last) + 1);
        assertThat(next.process()).isEqualTo(other.pid());
        Instant ended = cluster.table().endOf(stopped);
        System.out.printf(
                "The last delivery was %d ms before the end of a consumer, the next one %d ms after it%n",
                Duration.between(last.at(), ended).toMillis(),
                Duration.between(ended, next.at()).toMillis());
        assertThat(Duration.between(ended, next.at())).isLessThan(Duration.ofSeconds(2));
        // Far less than a lease, which a consumer that was not released would take.
        assertThat(Duration.between(last.at(), next.at())).isLessThan(LONG_LEASE.dividedBy(2));
        cluster.restart(stopping);
    }

    private static void assertExact(ConsumerCluster cluster, int written) {
        assertThat(cluster.table().deliveries())
                .extracting(Delivery::number)
                .isEqualTo(IntStream.range(0, written).boxed().toList());
    }
}
