package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

@Tag("load")
@ParameterizedClass
@EnumSource(ClientTransport.class)
class ManyReadersTest {

    private static final int READERS = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(70);

    private final JettyServer server = JettyServer.start(
            ServerOptions.builder().access(StreamAccess.everything()).build());
    private final ClientTransport transport;

    ManyReadersTest(ClientTransport transport) {
        this.transport = transport;
    }

    @AfterEach
    void end() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = LiveMode.class,
            names = {"LONG_POLL", "SSE"})
    void oneAppendReachesAThousandWaitingReadersAndClosingEndsAll(LiveMode mode) throws Exception {
        try (DurableStreamsClient writer =
                        DurableStreamsClient.builder(server.uri("/")).build();
                ChildJvm child = started(writer, mode)) {
            String waiting = child.line(PATIENCE);
            assertThat(waiting).startsWith("waiting");
            long begin = System.nanoTime();
            writer.append("shared", StreamContent.json("{\"to\":\"all\"}"));
            String received = child.line(PATIENCE);
            long took = (System.nanoTime() - begin) / 1_000_000;
            assertThat(received).startsWith("received");
            child.send("end");
            String ended = child.line(PATIENCE);
            assertThat(ended).startsWith("ended");
            String left = child.line(PATIENCE);
            assertThat(child.ended(PATIENCE)).isZero();
            System.out.printf(
                    "%d readers, %s, %s: %s; all have it after %d ms; %s; %s%n",
                    READERS, transport, mode, waiting, took, ended, left);
            assertThat(milliseconds(ended)).isLessThan(10_000);
            // Threads that the JVM itself starts: cleaners, the garbage collector.
            assertThat(threads(left, "threads")).isLessThanOrEqualTo(threads(left, "before") + 5);
        }
    }

    private ChildJvm started(DurableStreamsClient writer, LiveMode mode) {
        writer.create("shared", CreateOptions.json());
        return ChildJvm.start(WaitingReaders.class, List.of("-Xmx256m"), server.uri("/"), transport, mode, READERS);
    }

    private static long milliseconds(String ended) {
        return Long.parseLong(ended.split(" ")[1]);
    }

    private static int threads(String left, String which) {
        return Integer.parseInt(left.replaceFirst(".*" + which + " (\\d+).*", "$1"));
    }
}
