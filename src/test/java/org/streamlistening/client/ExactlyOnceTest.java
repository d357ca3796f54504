package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.DisconnectingProxy.Fate;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** A producer of a real server that is killed, or loses its connections, in the middle of requests. */
@Tag("crash")
@ParameterizedClass
@EnumSource(ClientTransport.class)
class ExactlyOnceTest {

    private static final int KILLS = 4;

    private final JettyServer server = JettyServer.start(
            ServerOptions.builder().access(StreamAccess.everything()).build());
    private final DisconnectingProxy cable = new DisconnectingProxy(server.uri("/"));
    private final DurableStreamsClient observer =
            DurableStreamsClient.builder(server.uri("/")).build();
    private final ClientTransport transport;

    ExactlyOnceTest(ClientTransport transport) {
        this.transport = transport;
    }

    @AfterEach
    void end() {
        observer.close();
        cable.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void writesEachMessageOnceWhenItIsKilledInABatchAndRestarted(int itemsPerBatch) throws Exception {
        observer.create("written", CreateOptions.json());
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Integer> afterEachLife = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildJvm child = producer(itemsPerBatch)) {
                // Later in each run: the first requests only repeat batches that the server has.
                Fate killing = killing(child, new AtomicLong(20_000L * (1 + 12 * kill) + random.nextInt(200_000)));
                cable.fates(() -> killing);
                assertThat(child.ended(Duration.ofSeconds(60)))
                        .as("seed " + seed)
                        .isNotZero();
            }
            afterEachLife.add(read("written").size());
        }
        cable.fates(() -> (there, bytes) -> bytes);
        try (ChildJvm last = producer(itemsPerBatch)) {
            assertThat(last.line(Duration.ofSeconds(60))).isEqualTo("done");
        }
        assertThat(read("written"))
                .as("seed " + seed + ", " + afterEachLife)
                .isEqualTo(IntStream.range(0, RestartedProducer.MESSAGES)
                        .mapToObj(RestartedProducer::message)
                        .toList());
        assertThat(afterEachLife).as("seed " + seed).anyMatch(count -> count > 0 && count < RestartedProducer.MESSAGES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void writesEachMessageOnceWhenConnectionsBreak(int itemsPerBatch) {
        for (int round = 0; round < 20; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            cable.fates(() -> new ShortLife(random));
            String id = "cut/" + round;
            observer.create(id, CreateOptions.json());
            List<String> messages = IntStream.range(0, 100)
                    .mapToObj(i -> "\"" + i + "-" + "x".repeat(i) + "\"")
                    .toList();
            ProducerOptions options =
                    ProducerOptions.of("cut").maxBatchItems(itemsPerBatch).maxInFlight(4);
            try (DurableStreamsClient client = DurableStreamsClient.builder(cable.uri())
                            .transport(transport)
                            .retry(new RetryPolicy(1000, Duration.ofMillis(1), Duration.ofMillis(3), 1))
                            .build();
                    StreamProducer producer = client.producer(id, options)) {
                messages.forEach(message -> producer.append(StreamContent.json(message)));
            }
            assertThat(read(id)).as("seed " + seed).isEqualTo(messages);
        }
    }

    private ChildJvm producer(int itemsPerBatch) {
        return ChildJvm.start(
                RestartedProducer.class, List.of("-XX:TieredStopAtLevel=1"), cable.uri(), transport, itemsPerBatch);
    }

    /** Kills the sender after this number of bytes on all connections together. */
    private static Fate killing(ChildJvm child, AtomicLong left) {
        return (there, bytes) -> {
            if (!there) {
                return bytes;
            }
            long after = left.addAndGet(-bytes);
            if (after <= 0) {
                child.kill();
            }
            return (int) Math.max(0, Math.min(bytes, after + bytes));
        };
    }

    private List<String> read(String id) {
        List<String> texts = new ArrayList<>();
        try (StreamReader reader = observer.open(id, ReadOptions.catchUp())) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().stream().map(StreamMessage::text).forEach(texts::add);
            } while (!batch.upToDate());
        }
        return texts;
    }

    /** Half of all connections break, in a request or in a response. */
    private static final class ShortLife implements Fate {

        private long leftThere;
        private long leftBack;

        ShortLife(Random random) {
            synchronized (random) {
                int dice = random.nextInt(4);
                leftThere = dice == 0 ? random.nextInt(1500) : Long.MAX_VALUE;
                leftBack = dice == 1 ? random.nextInt(400) : Long.MAX_VALUE;
            }
        }

        @Override
        public synchronized int arriving(boolean there, int bytes) {
            long left = there ? leftThere : leftBack;
            int arriving = (int) Math.min(bytes, left);
            if (there) {
                leftThere -= arriving;
            } else {
                leftBack -= arriving;
            }
            return arriving;
        }
    }
}
