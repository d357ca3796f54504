package org.streamlistening.internal.consume.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReferenceServer;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;

/** The checkpoints of consumers in the streams of the reference server. */
@ParameterizedClass
@EnumSource(ClientTransport.class)
class ReferenceServerCheckpointsTest {

    /** Few, so that segments change often. */
    private static final int RECORDS = 20;

    private static ReferenceServer server;

    private final String consumer = "audit-" + UUID.randomUUID();
    private final DurableStreamsClient client;
    private final StreamCheckpoints store;
    private final StreamCheckpoints other;

    ReferenceServerCheckpointsTest(ClientTransport transport) {
        client =
                DurableStreamsClient.builder(server.base()).transport(transport).build();
        store = store();
        other = store();
    }

    private StreamCheckpoints store() {
        return new StreamCheckpoints(
                new ClientLogStreams(() -> client, RegisterUse.CONSUMERS),
                StreamCheckpoints.PREFIX,
                new SegmentLimit(RECORDS, 1 << 19),
                () -> UUID.randomUUID().toString(),
                RegisterUse.CONSUMERS);
    }

    @BeforeAll
    static void start() {
        server = ReferenceServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void end() {
        client.close();
    }

    @Test
    void keepsEachWriteOfOneOwner() {
        for (int i = 0; i < 5 * RECORDS; i++) {
            assertThat(store.write(consumer, i, "write " + i)).isTrue();
        }
        Checkpoint last = new Checkpoint(5 * RECORDS, "write " + (5 * RECORDS - 1));
        assertThat(store.read(consumer)).contains(last);
        assertThat(other.read(consumer)).contains(last);
    }

    @Test
    void rejectsTheOwnerBeforeTheLastClaim() {
        assertThat(store.write(consumer, 0, "first owner")).isTrue();
        assertThat(store.write(consumer, 1, "first owner")).isTrue();
        assertThat(other.read(consumer)).contains(new Checkpoint(2, "first owner"));
        assertThat(other.write(consumer, 2, "second owner")).isTrue();
        assertThat(store.write(consumer, 2, "first owner")).isFalse();
        assertThat(store.read(consumer)).contains(new Checkpoint(3, "second owner"));
        assertThat(store.write(consumer, 3, "first owner again")).isTrue();
        assertThat(other.write(consumer, 3, "second owner")).isFalse();
    }

    /** Each version is written once, whoever writes it; a store that loses reads, and tries the next version. */
    @Test
    void ofTwoWritersOfEachVersionOneWins() {
        int writes = 3 * RECORDS;
        long won = IntStream.range(0, writes)
                .parallel()
                .filter(i -> write(i % 2 == 0 ? store : other, i))
                .count();
        assertThat(won).isEqualTo(writes);
        assertThat(store.read(consumer).orElseThrow().version()).isEqualTo(writes);
        assertThat(other.read(consumer)).isEqualTo(store.read(consumer));
    }

    private boolean write(StreamCheckpoints by, int number) {
        boolean written = false;
        while (!written) {
            long version = by.read(consumer).map(Checkpoint::version).orElse(0L);
            written = by.write(consumer, version, "write " + number);
        }
        return true;
    }
}
