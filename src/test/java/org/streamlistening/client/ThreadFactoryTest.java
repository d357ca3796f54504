package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** A client whose threads come from a factory starts no others, but for the selector of the JDK's HTTP client. */
class ThreadFactoryTest {

    private final Set<Thread> made = ConcurrentHashMap.newKeySet();

    private Thread make(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    private static Set<Thread> running() {
        return Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    @ParameterizedTest
    @EnumSource(ClientTransport.class)
    void makesAllThreadsOfTheClient(ClientTransport transport) {
        try (JettyServer server = JettyServer.start(
                ServerOptions.builder().access(StreamAccess.everything()).build())) {
            Set<Thread> before = running();
            try (DurableStreamsClient client = DurableStreamsClient.builder(server.uri("/"))
                    .transport(transport)
                    .threadFactory(this::make)
                    .build()) {
                client.create("a", CreateOptions.json());
                try (StreamProducer producer = client.producer("a", ProducerOptions.of("p"))) {
                    producer.append(StreamContent.json("1"));
                    producer.flush();
                }
                try (StreamReader reader = client.open("a", ReadOptions.live(LiveMode.LONG_POLL))) {
                    assertThat(reader.next().messages()).hasSize(1);
                }
                assertThat(running())
                        .filteredOn(thread -> !before.contains(thread) && !made.contains(thread))
                        .extracting(Thread::getName)
                        // The server of the test starts threads when it needs them.
                        .filteredOn(name -> !name.equals("durable-streams-server"))
                        .noneMatch(name -> name.startsWith("durable-streams") || name.startsWith("streamlistening"));
                assertThat(made).isNotEmpty();
            }
        }
    }
}
