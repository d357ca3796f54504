package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.it.DeliveryTable.Delivery;

/**
 * Two servers run one consumer while a stream grows by 200 messages in a second. Again and again, the one that delivers
 * is killed at a random moment, and the other one goes on. A third server, which Arquillian manages, has the stream.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("crash")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ConsumersKilledLibertyIT {

    private static final URI STREAMS = Deployments.uri("consumed").resolve("streams");
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final String CONFIGURATION = "durable-streams.consumers.lease=3s\n";

    private final Random random = new Random();

    @Deployment(testable = false)
    static WebArchive consumed() {
        return Deployments.application(
                "consumed.war", "durable-streams.embedded.enabled=true\ndurable-streams.embedded.access=all\n");
    }

    @Test
    void eachMessageTakesEffectOnceInADatabase() throws Exception {
        int kills = 20;
        try (ConsumerCluster cluster = new ConsumerCluster(STREAMS, "exactly-once")) {
            cluster.start(
                    STREAMS, CONFIGURATION + "durable-streams.consumers.data-source=java:comp/DefaultDataSource\n");
            int written = killTheDelivering(cluster, kills);
            List<Delivery> rows = cluster.table().deliveries();
            report("database", written, kills, rows);
            // In the order of the inserts, none missing and none twice.
            assertThat(rows).extracting(Delivery::number).isEqualTo(numbers(written));
        }
    }

    @Test
    void noMessageIsMissingWithCheckpointsInStreams() throws Exception {
        int kills = 10;
        try (ConsumerCluster cluster = new ConsumerCluster(STREAMS, "at-least-once")) {
            cluster.start(STREAMS, CONFIGURATION, IdempotentLedger.class);
            int written = killTheDelivering(cluster, kills);
            List<Delivery> rows = cluster.table().deliveries();
            report("streams", written, kills, rows);
            assertThat(cluster.table().effects()).isEqualTo(numbers(written));
            assertThat(List.copyOf(
                            new TreeSet<>(rows.stream().map(Delivery::number).toList())))
                    .isEqualTo(numbers(written));
            List<List<Delivery>> processes = processes(rows);
            assertThat(processes).hasSize(kills + 1);
            processes.forEach(one ->
                    assertThat(one).extracting(Delivery::number).isSorted().doesNotHaveDuplicates());
            for (int i = 1; i < processes.size(); i++) {
                repeatsOnlyWhatWasNotCheckpointed(processes.get(i - 1), processes.get(i));
            }
        }
    }

    private int killTheDelivering(ConsumerCluster cluster, int kills) throws Exception {
        try (Appends appends = cluster.append()) {
            cluster.awaitDelivery(cluster.awaitDelivering());
            for (int i = 0; i < kills; i++) {
                Thread.sleep(random.nextInt(1000));
                cluster.killDelivering();
            }
            int written = appends.stop();
            cluster.awaitEnd(written);
            return written;
        }
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    /** The deliveries of each process. Processes deliver one after the other. */
    private static List<List<Delivery>> processes(List<Delivery> rows) {
        List<List<Delivery>> all = new ArrayList<>();
        Delivery last = null;
        for (Delivery row : rows) {
            if (last == null || last.process() != row.process()) {
                all.add(new ArrayList<>());
            }
            all.get(all.size() - 1).add(row);
            last = row;
        }
        return all;
    }

    /** A server that can write no checkpoint for a lease has ceased to deliver. */
    private static void repeatsOnlyWhatWasNotCheckpointed(List<Delivery> killed, List<Delivery> next) {
        Delivery last = killed.get(killed.size() - 1);
        int first = next.get(0).number();
        assertThat(first).as("no message is left out").isLessThanOrEqualTo(last.number() + 1);
        assertThat(killed)
                .filteredOn(row -> row.number() >= first)
                .allSatisfy(
                        row -> assertThat(Duration.between(row.at(), last.at())).isLessThan(LEASE));
    }

    private static void report(String store, int written, int kills, List<Delivery> rows) {
        int times =
                rows.stream().collect(Collectors.groupingBy(Delivery::number, Collectors.counting())).values().stream()
                        .map(Long::intValue)
                        .max(Integer::compare)
                        .orElse(0);
        System.out.printf(
                "Checkpoints in %s: %d messages, %d kills, %d deliveries too many, one at most %d times, longest gap %d ms%n",
                store,
                written,
                kills,
                rows.size() - written,
                times,
                DeliveryTable.longestGap(rows).toMillis());
    }
}
