package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.support.Application;
import org.streamlistening.support.TcpProxy;

/** One consumer on several servers, one after another and side by side; on Weld, with checkpoints in the streams. */
class ConsumersOfServersTest {

    private ConsumerServers servers;

    @BeforeEach
    void start() {
        servers = new ConsumerServers();
        servers.configure("durable-streams.consumer.audit.stream", "orders");
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @ApplicationScoped
    static class Audit {

        @Inject
        @StreamConsuming("audit")
        StreamConsumer audit;

        private final List<Integer> received = new CopyOnWriteArrayList<>();
        private final List<StreamPosition> positions = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(0);

        void onOrder(@Observes @StreamConsuming("audit") Order order, @Delivering StreamPosition behind)
                throws InterruptedException {
            received.add(order.number());
            positions.add(behind);
            gate.await();
        }

        void gate(CountDownLatch next) {
            gate = next;
        }

        List<Integer> received() {
            return received;
        }

        List<StreamPosition> positions() {
            return positions;
        }

        StreamConsumer consumer() {
            return audit;
        }
    }

    /** One server that runs the application. */
    private record Server(Application application, Audit audit) {

        List<Integer> received() {
            return audit.received();
        }

        StreamStatus status() {
            return audit.consumer().getStatus();
        }
    }

    private Server startServer() {
        Application application = servers.start(Audit.class, Late.class);
        return new Server(
                application, application.container().select(Audit.class).get());
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static void awaitReceived(Server server, List<Integer> expected) {
        await().untilAsserted(() -> assertThat(server.received()).isEqualTo(expected));
    }

    @Test
    void goesOnBehindTheLastMessageAfterARestart() {
        servers.create("orders", 0, 100);
        Server first = startServer();
        awaitReceived(first, numbers(0, 100));
        servers.stop(first.application());
        servers.append("orders", 100, 150);
        Server second = startServer();
        awaitReceived(second, numbers(100, 150));
        servers.stop(second.application());
        Server third = startServer();
        ConsumerServers.awaitStatus(third.audit().consumer(), StreamStatus.LIVE);
        servers.append("orders", 150, 151);
        awaitReceived(third, numbers(150, 151));
    }

    @Test
    void aRestartInTheMiddleOfABatchRepeatsAndSkipsNothing() {
        servers.create("orders", 0, 5000);
        List<Integer> all = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            Server server = startServer();
            List<Integer> received = server.received();
            int least = i == 4 ? 5000 - all.size() : 1;
            await().until(() -> received.size() >= least || received.size() + all.size() == 5000);
            servers.stop(server.application());
            all.addAll(received);
        }
        assertThat(all).isEqualTo(numbers(0, 5000));
    }

    @Test
    void oneServerDeliversAndTheOtherStandsBy() {
        servers.shortLease();
        servers.create("orders", 0, 10);
        Server first = startServer();
        awaitReceived(first, numbers(0, 10));
        Server second = startServer();
        await().until(() -> second.audit()
                .consumer()
                .getPosition()
                .equals(first.audit().consumer().getPosition()));
        servers.append("orders", 10, 20);
        awaitReceived(first, numbers(0, 20));
        // Longer than a lease.
        await().during(Duration.ofMillis(2500)).until(() -> second.status() == StreamStatus.STANDBY);
        assertThat(first.status()).isEqualTo(StreamStatus.LIVE);
        assertThat(second.received()).isEmpty();
        assertThat(second.audit().consumer().getLag()).isEmpty();
        assertThat(second.audit().consumer().getStreamId()).isEqualTo("orders");
        await().until(() -> second.audit()
                .consumer()
                .getPosition()
                .equals(first.audit().positions().get(19)));
    }

    @Test
    void aServerThatStopsHandsOverWithinASecond() {
        servers.create("orders", 0, 10);
        Server first = startServer();
        awaitReceived(first, numbers(0, 10));
        Server second = startServer();
        ConsumerServers.awaitStatus(second.audit().consumer(), StreamStatus.STANDBY);
        servers.append("orders", 10, 20);
        awaitReceived(first, numbers(0, 20));
        servers.stop(first.application());
        servers.append("orders", 20, 30);
        await().atMost(Duration.ofSeconds(1)).until(() -> !second.received().isEmpty());
        awaitReceived(second, numbers(20, 30));
    }

    @Test
    void aServerWithoutANetworkDeliversNoMoreAndAnotherTakesOver() {
        servers.shortLease();
        servers.create("orders", 0, 10);
        TcpProxy network = servers.network();
        Server first = startServer();
        awaitReceived(first, numbers(0, 10));
        servers.network();
        Server second = startServer();
        await().until(() -> second.audit()
                .consumer()
                .getPosition()
                .equals(first.audit().positions().get(9)));
        network.cut();
        ConsumerServers.awaitStatus(first.audit().consumer(), StreamStatus.STANDBY);
        servers.append("orders", 10, 20);
        awaitReceived(second, numbers(10, 20));
        network.mend();
        servers.append("orders", 20, 30);
        awaitReceived(second, numbers(10, 30));
        await().during(Duration.ofMillis(2500)).until(() -> first.status() == StreamStatus.STANDBY);
        assertThat(first.received()).isEqualTo(numbers(0, 10));
        await().until(() -> first.audit()
                .consumer()
                .getPosition()
                .equals(second.audit().positions().get(19)));
    }

    @Test
    void aServerGoesOnByItselfAfterAShortFailureOfTheNetwork() {
        servers.shortLease();
        servers.create("orders", 0, 10);
        TcpProxy network = servers.network();
        Server only = startServer();
        awaitReceived(only, numbers(0, 10));
        network.cut();
        ConsumerServers.awaitStatus(only.audit().consumer(), StreamStatus.STANDBY);
        servers.append("orders", 10, 20);
        network.mend();
        awaitReceived(only, numbers(0, 20));
        ConsumerServers.awaitStatus(only.audit().consumer(), StreamStatus.LIVE);
    }

    @Test
    void commandsCountOnTheServerThatStandsBy() {
        servers.create("orders", 0, 10);
        Server first = startServer();
        awaitReceived(first, numbers(0, 10));
        Server second = startServer();
        StreamConsumer standby = second.audit().consumer();
        ConsumerServers.awaitStatus(standby, StreamStatus.STANDBY);
        standby.pause();
        ConsumerServers.awaitStatus(first.audit().consumer(), StreamStatus.STOPPED);
        servers.append("orders", 10, 12);
        standby.seek(first.audit().positions().get(4));
        first.received().clear();
        await().during(Duration.ofMillis(600)).until(() -> first.received().isEmpty());
        standby.resume();
        awaitReceived(first, numbers(5, 12));
        standby.seek(first.audit().positions().get(7));
        await().untilAsserted(() -> assertThat(first.received())
                .isEqualTo(IntStream.concat(IntStream.range(5, 12), IntStream.range(8, 12))
                        .boxed()
                        .toList()));
        assertThat(standby.getStatus()).isEqualTo(StreamStatus.STANDBY);
        assertThat(second.received()).isEmpty();
    }

    @Test
    void aCommandOfAnotherServerWaitsForTheRunningObserver() {
        servers.create("orders", 0, 10);
        Server first = startServer();
        awaitReceived(first, numbers(0, 10));
        Server second = startServer();
        ConsumerServers.awaitStatus(second.audit().consumer(), StreamStatus.STANDBY);
        CountDownLatch gate = new CountDownLatch(1);
        first.audit().gate(gate);
        servers.append("orders", 10, 11);
        awaitReceived(first, numbers(0, 11));
        first.audit().gate(new CountDownLatch(0));
        second.audit().consumer().seek(first.audit().positions().get(8));
        // In the register, and known to the delivering server.
        await().until(() -> first.audit()
                .consumer()
                .getPosition()
                .equals(first.audit().positions().get(8)));
        await().during(Duration.ofMillis(600)).until(() -> first.received().size() == 11);
        gate.countDown();
        await().untilAsserted(() -> assertThat(first.received())
                .isEqualTo(IntStream.concat(IntStream.range(0, 11), IntStream.range(9, 11))
                        .boxed()
                        .toList()));
    }

    @Test
    void aServerThatEndsWhileAnObserverRunsReleasesTheConsumerBehindThatMessage() {
        servers.configure("durable-streams.consumers.lease", "20s");
        servers.create("orders", 0, 10);
        Server first = startServer();
        awaitReceived(first, numbers(0, 10));
        Server second = startServer();
        ConsumerServers.awaitStatus(second.audit().consumer(), StreamStatus.STANDBY);
        CountDownLatch gate = new CountDownLatch(1);
        first.audit().gate(gate);
        servers.append("orders", 10, 20);
        awaitReceived(first, numbers(0, 11));
        List<Integer> received = first.received();
        CompletableFuture<Void> opened = CompletableFuture.runAsync(() -> {
            // The stop has begun when the consumer can no longer be called.
            await().until(() -> catchThrowable(first::status) != null);
            gate.countDown();
        });
        servers.stop(first.application());
        opened.join();
        assertThat(received).hasSizeGreaterThan(10).isEqualTo(numbers(0, received.size()));
        awaitReceived(second, numbers(received.size(), 20));
    }

    @Test
    void aServerThatStandsByNamesTheStream() {
        servers.create("left", 0, 5);
        servers.create("right", 5, 9);
        Application first = startServer().application();
        Late delivering = first.container().select(Late.class).get();
        ConsumerServers.awaitStatus(delivering.late(), StreamStatus.IDLE);
        Late standby =
                startServer().application().container().select(Late.class).get();
        standby.late().follow("left");
        await().untilAsserted(() -> assertThat(delivering.received()).isEqualTo(numbers(0, 5)));
        standby.late().follow("right");
        await().untilAsserted(() -> assertThat(delivering.received()).isEqualTo(numbers(0, 9)));
        assertThat(standby.received()).isEmpty();
        servers.stop(first);
        servers.append("right", 9, 10);
        await().untilAsserted(() -> assertThat(standby.received()).isEqualTo(numbers(9, 10)));
        assertThat(standby.late().getStreamId()).isEqualTo("right");
    }

    @Test
    void aPauseOutlastsTheServer() {
        servers.create("orders", 0, 10);
        Server first = startServer();
        awaitReceived(first, numbers(0, 10));
        first.audit().consumer().pause();
        servers.append("orders", 10, 15);
        // In the register before the server ends.
        Server standby = startServer();
        servers.stop(first.application());
        ConsumerServers.awaitStatus(standby.audit().consumer(), StreamStatus.STOPPED);
        await().during(Duration.ofMillis(300)).until(() -> standby.received().isEmpty());
        standby.audit().consumer().resume();
        awaitReceived(standby, numbers(10, 15));
    }

    @Test
    void aNewStreamInTheConfigurationCountsFromItsBeginning() {
        servers.create("orders", 0, 10);
        servers.create("others", 50, 55);
        Server first = startServer();
        awaitReceived(first, numbers(0, 10));
        servers.stop(first.application());
        servers.configure("durable-streams.consumer.audit.stream", "others");
        awaitReceived(startServer(), numbers(50, 55));
    }

    @Test
    void aConsumerThatFailedGoesOnInTheNextRun() {
        servers.configure("durable-streams.consumer.audit.on-missing", "fail");
        Server first = startServer();
        ConsumerServers.awaitStatus(first.audit().consumer(), StreamStatus.FAILED);
        servers.stop(first.application());
        servers.create("orders", 0, 10);
        awaitReceived(startServer(), numbers(0, 10));
    }
}
