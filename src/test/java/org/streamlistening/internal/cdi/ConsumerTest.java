package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.Logged;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.StreamContent;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.support.Application;

/** What the consumers of one application do, on Weld, with checkpoints in the streams. */
class ConsumerTest {

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

    /** Receives single orders, and calls its own consumer. */
    @ApplicationScoped
    static class Audit {

        private final List<Integer> received = new CopyOnWriteArrayList<>();
        private final List<StreamPosition> positions = new CopyOnWriteArrayList<>();
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final AtomicInteger failures = new AtomicInteger();
        private volatile Runnable onNext = () -> {};

        void onOrder(
                @Observes @StreamConsuming("audit") Order order,
                @Delivering StreamConsumer delivering,
                @Delivering StreamPosition behind) {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("the test makes the observer fail");
            }
            assertThat(delivering.getName()).isEqualTo("audit");
            received.add(order.number());
            positions.add(behind);
            Runnable now = onNext;
            onNext = () -> {};
            now.run();
        }

        void onStatus(@Observes @StreamConsuming("audit") StreamStatusChanged change) {
            events.add(change.status().name());
        }

        void onEnd(@Observes @StreamConsuming("audit") StreamCompleted end) {
            events.add("completed");
        }

        void onFailure(@Observes @StreamConsuming("audit") StreamFailed failed) {
            events.add("failed");
        }

        void onDelivery(@Observes @StreamConsuming("audit") DeliveryFailed failed) {
            events.add(failed.consequence().name());
        }

        List<Integer> received() {
            return received;
        }

        List<StreamPosition> positions() {
            return positions;
        }

        List<String> events() {
            return events;
        }

        void failNext(int times) {
            failures.set(times);
        }

        void onNext(Runnable task) {
            onNext = task;
        }
    }

    private static Audit audit(Application application) {
        return application.container().select(Audit.class).get();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static void awaitReceived(Audit audit, List<Integer> expected) {
        await().untilAsserted(() -> assertThat(audit.received()).isEqualTo(expected));
    }

    private static void awaitReceived(Audit audit, int count) {
        awaitReceived(audit, numbers(0, count));
    }

    @Test
    void deliversInOrderFromTheStartOfTheApplicationOn() {
        servers.create("orders", 0, 1000);
        Application application = servers.start(Audit.class);
        awaitReceived(audit(application), 1000);
        servers.append("orders", 1000, 1010);
        awaitReceived(audit(application), 1010);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        ConsumerServers.awaitStatus(consumer, StreamStatus.LIVE);
        assertThat(consumer.getStreamId()).isEqualTo("orders");
        assertThat(consumer.getName()).isEqualTo("audit");
        assertThat(audit(application).events()).containsExactly("CONNECTING", "CATCHING_UP", "LIVE");
    }

    @Test
    void waitsForAStreamThatDoesNotExistYet() {
        Application application = servers.start(Audit.class);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        ConsumerServers.awaitStatus(consumer, StreamStatus.CONNECTING);
        servers.create("orders", 0, 3);
        awaitReceived(audit(application), 3);
    }

    @Test
    void failsIfTheStreamIsMissingAndTheConfigurationSaysSo() {
        servers.configure("durable-streams.consumer.audit.on-missing", "fail");
        Application application = servers.start(Audit.class);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        ConsumerServers.awaitStatus(consumer, StreamStatus.FAILED);
        await().until(() -> audit(application).events().contains("failed"));
        servers.create("orders", 0, 3);
        consumer.resume();
        awaitReceived(audit(application), 3);
    }

    @Test
    void reportsOnceThatItHasFailed() {
        servers.configure("durable-streams.consumer.audit.on-missing", "fail");
        servers.configure("durable-streams.consumers.lease", "2s");
        try (Logged logged = Logged.warnings()) {
            servers.start(Audit.class);
            await().until(() -> logged.everything().contains("DS-054"));
            // A turn of the control task follows every third of a second.
            await().during(Duration.ofSeconds(1))
                    .until(() -> logged.everything().split("DS-054", -1).length == 2);
            assertThat(logged.everything()).contains("'audit'", "resume()");
        }
    }

    @Test
    void completesWhenTheStreamIsClosed() {
        servers.create("orders", 0, 3);
        servers.client().close("orders");
        Application application = servers.start(Audit.class);
        ConsumerServers.awaitStatus(ConsumerServers.consumer(application, "audit"), StreamStatus.COMPLETED);
        await().until(() -> audit(application).events().contains("completed"));
        awaitReceived(audit(application), 3);
        assertThat(ConsumerServers.consumer(application, "audit").getLag()).contains(Duration.ZERO);
    }

    /** All that an observer of a consumer can receive besides its payload. */
    @ApplicationScoped
    static class Bulk {

        private final List<Integer> single = new CopyOnWriteArrayList<>();
        private final List<Integer> lists = new CopyOnWriteArrayList<>();
        private final List<Integer> sizes = new CopyOnWriteArrayList<>();
        private final List<StreamPosition> behind = new CopyOnWriteArrayList<>();
        private final List<String> all = new CopyOnWriteArrayList<>();

        void onOrders(@Observes @StreamConsuming("audit") List<Order> orders, @Delivering StreamPosition position) {
            orders.forEach(order -> lists.add(order.number()));
            behind.add(position);
        }

        void onOrder(@Observes @StreamConsuming("audit") Order order) {
            single.add(order.number());
        }

        void onData(@Observes @StreamConsuming("audit") StreamData data) {
            sizes.add(data.messages().size());
        }

        void onEvent(@Observes @StreamConsuming("audit") StreamEvent event) {
            all.add(event.getClass().getSimpleName());
            assertThat(event.listener()).isEqualTo("audit");
        }

        List<Integer> single() {
            return single;
        }

        List<Integer> lists() {
            return lists;
        }

        List<Integer> sizes() {
            return sizes;
        }

        List<StreamPosition> behind() {
            return behind;
        }

        List<String> all() {
            return all;
        }
    }

    @Test
    void deliversBatchesAndEvents() {
        servers.create("orders", 0, 100);
        Application application = servers.start(Bulk.class);
        Bulk bulk = application.container().select(Bulk.class).get();
        await().untilAsserted(() -> assertThat(bulk.single()).isEqualTo(numbers(0, 100)));
        assertThat(bulk.lists()).isEqualTo(numbers(0, 100));
        assertThat(bulk.sizes().stream().mapToInt(size -> size).sum()).isEqualTo(100);
        assertThat(bulk.behind().get(bulk.behind().size() - 1))
                .isEqualTo(ConsumerServers.consumer(application, "audit").getPosition());
        await().untilAsserted(() -> assertThat(bulk.all()).contains("StreamStatusChanged", "StreamData"));
    }

    @Test
    void eachObserverKnowsThePositionBehindItsMessage() {
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        awaitReceived(audit, 10);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        for (int number : List.of(7, 2, 9, 0)) {
            audit.received().clear();
            consumer.seek(audit.positions().get(number));
            awaitReceived(audit, numbers(number + 1, 10));
        }
        assertThat(consumer.getPosition()).isEqualTo(audit.positions().get(9));
    }

    @Test
    void deliversNothingAfterPauseAndGoesOnAfterResume() {
        servers.create("orders", 0, 100);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        await().until(() -> !audit.received().isEmpty());
        consumer.pause();
        int received = audit.received().size();
        assertThat(consumer.getStatus()).isEqualTo(StreamStatus.STOPPED);
        consumer.pause();
        servers.append("orders", 100, 110);
        await().during(Duration.ofMillis(500)).until(() -> audit.received().size() == received);
        assertThat(consumer.getStatus()).isEqualTo(StreamStatus.STOPPED);
        consumer.resume();
        awaitReceived(audit, 110);
        consumer.resume();
        servers.append("orders", 110, 111);
        awaitReceived(audit, 111);
    }

    @Test
    void anObserverPausesItsOwnConsumer() {
        servers.create("orders", 0, 100);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        awaitReceived(audit, 100);
        audit.received().clear();
        audit.onNext(consumer::pause);
        consumer.seek(StreamPosition.BEGINNING);
        ConsumerServers.awaitStatus(consumer, StreamStatus.STOPPED);
        await().during(Duration.ofMillis(300)).until(() -> audit.received().equals(List.of(0)));
        consumer.resume();
        awaitReceived(audit, 100);
    }

    @Test
    void anObserverMovesItsOwnConsumer() {
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        awaitReceived(audit, 10);
        audit.received().clear();
        audit.onNext(() -> consumer.seek(audit.positions().get(7)));
        consumer.seek(audit.positions().get(1));
        awaitReceived(audit, List.of(2, 8, 9));
        audit.received().clear();
        audit.onNext(() -> consumer.seek(audit.positions().get(5)));
        consumer.seek(audit.positions().get(8));
        awaitReceived(audit, List.of(9, 6, 7, 8, 9));
    }

    @Test
    @SuppressWarnings("NullAway")
    void rejectsCommandsWithoutAnArgument() {
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        awaitReceived(audit(application), 10);
        assertThatThrownBy(() -> consumer.seek(null)).isInstanceOf(NullPointerException.class);
        servers.append("orders", 10, 11);
        awaitReceived(audit(application), 11);
    }

    /** Interrupts its thread, as code does that catches an InterruptedException. */
    @ApplicationScoped
    static class Interrupting {

        private final List<Boolean> interrupted = new CopyOnWriteArrayList<>();

        void onOrder(@Observes @StreamConsuming("audit") Order order) {
            interrupted.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        }

        List<Boolean> interrupted() {
            return interrupted;
        }
    }

    @Test
    void theInterruptOfAnObserverEndsWithItsMessage() {
        servers.create("orders", 0, 5);
        Application application = servers.start(Interrupting.class);
        Interrupting bean = application.container().select(Interrupting.class).get();
        await().untilAsserted(() -> assertThat(bean.interrupted()).hasSize(5).containsOnly(false));
    }

    @Test
    void goesOnFromAPositionThatWasSetDuringThePause() {
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        awaitReceived(audit, 10);
        consumer.pause();
        consumer.seek(audit.positions().get(4));
        audit.received().clear();
        await().during(Duration.ofMillis(300)).until(() -> audit.received().isEmpty());
        await().until(() -> consumer.getPosition().equals(audit.positions().get(4)));
        consumer.resume();
        awaitReceived(audit, numbers(5, 10));
    }

    @Test
    void pausesAndSeeksAtOnceInThisOrder() {
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        awaitReceived(audit, 10);
        audit.received().clear();
        consumer.pause();
        consumer.seek(audit.positions().get(4));
        consumer.seek(audit.positions().get(6));
        consumer.resume();
        awaitReceived(audit, numbers(7, 10));
    }

    @Test
    void rejectsAnotherStreamThanTheConfiguredOne() {
        Application application = servers.start(Audit.class);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        assertThatThrownBy(() -> consumer.follow("other"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-040")
                .hasMessageContaining("'orders'");
        assertThatThrownBy(() -> consumer.follow("../other")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void followsTheStreamsThatTheApplicationNames() {
        servers.create("left", 0, 5);
        servers.create("right", 5, 9);
        try (Logged logged = Logged.warnings()) {
            Application application = servers.start(Late.class);
            Late late = application.container().select(Late.class).get();
            ConsumerServers.awaitStatus(late.late(), StreamStatus.IDLE);
            assertThat(late.late().getStreamId()).isNull();
            assertThat(late.late().getPosition()).isEqualTo(StreamPosition.BEGINNING);
            assertThat(late.late().getLag()).isEmpty();
            assertThatThrownBy(() -> late.late().seek(StreamPosition.BEGINNING))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("DS-043");
            await().until(() -> logged.sentences().stream().anyMatch(text -> text.contains("DS-043")));
            late.late().follow("left");
            await().untilAsserted(() -> assertThat(late.received()).isEqualTo(numbers(0, 5)));
            late.late().follow("right");
            assertThat(late.late().getStreamId()).isEqualTo("right");
            await().untilAsserted(() -> assertThat(late.received()).isEqualTo(numbers(0, 9)));
            late.late().follow("right");
            servers.append("right", 9, 10);
            await().untilAsserted(() -> assertThat(late.received()).isEqualTo(numbers(0, 10)));
            late.late().pause();
            late.late().follow("left");
            late.late().resume();
            await().untilAsserted(() -> assertThat(late.received()).hasSize(15));
        }
    }

    /** Names the stream while the application starts. */
    @ApplicationScoped
    static class AtStart {

        void start(
                @Observes @Initialized(ApplicationScoped.class) Object application,
                @StreamConsuming("late") StreamConsumer late) {
            assertThat(late.getStatus()).isEqualTo(StreamStatus.STANDBY);
            late.follow("left");
        }
    }

    @Test
    void followsTheStreamThatTheStartOfTheApplicationNames() {
        servers.create("left", 0, 5);
        // This application has no such consumer.
        servers.unset("durable-streams.consumer.audit.stream");
        try (Logged logged = Logged.warnings()) {
            Application application = servers.start(Late.class, AtStart.class);
            Late late = application.container().select(Late.class).get();
            await().untilAsserted(() -> assertThat(late.received()).isEqualTo(numbers(0, 5)));
            assertThat(logged.sentences()).isEmpty();
        }
    }

    @Test
    void beginsWithTheNextMessageIfConfigured() {
        servers.configure("durable-streams.consumer.audit.from", "now");
        servers.create("orders", 0, 5);
        Application application = servers.start(Audit.class);
        ConsumerServers.awaitStatus(ConsumerServers.consumer(application, "audit"), StreamStatus.LIVE);
        servers.append("orders", 5, 8);
        awaitReceived(audit(application), numbers(5, 8));
    }

    @Test
    void deliversAgainToAnObserverThatThrew() {
        servers.create("orders", 0, 5);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        awaitReceived(audit, 5);
        audit.failNext(2);
        servers.append("orders", 5, 8);
        awaitReceived(audit, 8);
        assertThat(audit.events()).filteredOn("RETRIED"::equals).hasSize(2);
    }

    @Test
    void skipsForAnObserverThatThrew() {
        servers.configure("durable-streams.consumer.audit.on-observer-failure", "skip");
        servers.create("orders", 0, 5);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        awaitReceived(audit, 5);
        audit.failNext(1);
        servers.append("orders", 5, 8);
        awaitReceived(audit, List.of(0, 1, 2, 3, 4, 6, 7));
        assertThat(audit.events()).contains("SKIPPED");
    }

    @Test
    void stopsAtAnObserverThatThrewUntilItIsResumed() {
        servers.configure("durable-streams.consumer.audit.on-observer-failure", "stop");
        servers.create("orders", 0, 5);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        awaitReceived(audit, 5);
        audit.failNext(1);
        servers.append("orders", 5, 8);
        ConsumerServers.awaitStatus(consumer, StreamStatus.FAILED);
        assertThat(consumer.getPosition()).isEqualTo(audit.positions().get(4));
        await().during(Duration.ofMillis(1500)).until(() -> audit.received().equals(numbers(0, 5)));
        consumer.resume();
        awaitReceived(audit, 8);
    }

    @Test
    void stopsAtAnUndecodableMessageAndGoesOnBehindItIfTheConsumerIsMoved() {
        servers.create("orders", 0, 2);
        servers.client().append("orders", StreamContent.json("\"no order\""));
        servers.append("orders", 2, 4);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        ConsumerServers.awaitStatus(consumer, StreamStatus.FAILED);
        assertThat(audit.received()).isEqualTo(numbers(0, 2));
        StreamPosition before = consumer.getPosition();
        consumer.seek(new StreamPosition(before.offset(), before.skip() + 1));
        awaitReceived(audit, 4);
    }

    @Test
    void skipsAnUndecodableMessageIfConfigured() {
        servers.configure("durable-streams.consumer.audit.on-undecodable", "skip");
        servers.create("orders", 0, 2);
        servers.client().append("orders", StreamContent.json("\"no order\""));
        servers.append("orders", 2, 4);
        Application application = servers.start(Audit.class);
        awaitReceived(audit(application), 4);
    }

    /** An object of one request. */
    @RequestScoped
    static class Token {

        private final String id = UUID.randomUUID().toString();

        String id() {
            return id;
        }
    }

    /** Two observers of each message in one request. */
    @ApplicationScoped
    static class InRequests {

        @Inject
        Token token;

        private final List<String> first = new CopyOnWriteArrayList<>();
        private final List<String> second = new CopyOnWriteArrayList<>();

        void first(@Observes @StreamConsuming("audit") Order order) {
            first.add(token.id());
        }

        void second(@Observes @StreamConsuming("audit") Order order) {
            second.add(token.id());
        }

        List<String> first() {
            return first;
        }

        List<String> second() {
            return second;
        }
    }

    @Test
    void eachMessageHasARequestOfItsOwn() {
        servers.create("orders", 0, 10);
        Application application = servers.start(InRequests.class, Token.class);
        InRequests bean = application.container().select(InRequests.class).get();
        await().until(() -> bean.first().size() == 10 && bean.second().size() == 10);
        assertThat(bean.first()).doesNotHaveDuplicates().isEqualTo(bean.second());
    }

    /** Listens in a session to the stream that the consumer follows too. */
    @SessionScoped
    static class View implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        private final List<Integer> received = new CopyOnWriteArrayList<>();
        private final List<String> events = new CopyOnWriteArrayList<>();

        void onOrder(@Observes @StreamListening Order order, @Delivering StreamListener listener) {
            received.add(order.number());
        }

        void onEvent(@Observes StreamEvent event) {
            events.add(event.listener());
        }

        List<Integer> received() {
            return received;
        }

        List<String> events() {
            return events;
        }

        void listen(String stream) {
            this.stream.listen(stream);
        }
    }

    @Test
    void observersOfSessionsAndOfConsumersAreApart() {
        servers.create("orders", 0, 10);
        servers.create("others", 20, 25);
        Application application = servers.start(Audit.class, View.class);
        awaitReceived(audit(application), 10);
        Application.Session session = application.session();
        session.run(() -> session.bean(View.class).listen("others"));
        await().until(() ->
                session.request(() -> session.bean(View.class).received().size() == 5));
        servers.append("orders", 10, 12);
        awaitReceived(audit(application), 12);
        session.run(() -> {
            assertThat(session.bean(View.class).received()).isEqualTo(numbers(20, 25));
            assertThat(session.bean(View.class).events()).isNotEmpty().doesNotContain("audit");
        });
    }

    @Test
    void hasNoLagWhileItIsUpToDate() {
        servers.create("orders", 0, 10);
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        StreamConsumer consumer = ConsumerServers.consumer(application, "audit");
        ConsumerServers.awaitStatus(consumer, StreamStatus.LIVE);
        CountDownLatch checked = new CountDownLatch(1);
        audit.onNext(() -> await().until(() -> checked.getCount() == 0));
        servers.append("orders", 10, 13);
        awaitReceived(audit, 11);
        Duration lag = consumer.getLag().orElseThrow();
        assertThat(lag).isPositive();
        await().until(() -> consumer.getLag().orElseThrow().compareTo(lag.plusMillis(100)) > 0);
        checked.countDown();
        awaitReceived(audit, 13);
        await().until(() -> consumer.getLag().equals(Optional.of(Duration.ZERO)));
    }

    @Test
    void nothingIsLeftAfterTheApplication() {
        servers.create("orders", 0, 10);
        Set<Thread> before = ConsumerServers.threads();
        Application application = servers.start(Audit.class);
        Audit audit = audit(application);
        List<Integer> received = audit.received();
        awaitReceived(audit, 10);
        servers.stop(application);
        servers.append("orders", 10, 20);
        assertThat(received).hasSize(10);
        await().untilAsserted(() -> {
            Set<Thread> left = ConsumerServers.threads();
            left.removeAll(before);
            assertThat(left).isEmpty();
        });
    }
}
