package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;

/** Session beans that receive streams, among them late and produced beans, and those of Faces. */
@ExtendWith(ArquillianExtension.class)
class BridgeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final URI APPLICATION = Deployments.uri("bridge");

    private final String stream = "bridge/" + UUID.randomUUID();
    private final Browser browser = new Browser(APPLICATION);
    private final Browser late = new Browser(APPLICATION.resolve("late/"), browser);

    private final DurableStreamsClient streams = DurableStreamsClient.builder(APPLICATION.resolve("streams"))
            .transport(ClientTransport.JAVA_NET_HTTP)
            .build();

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.control("bridge.war", """
                        durable-streams.embedded.enabled=true
                        durable-streams.embedded.access=all
                        durable-streams.observer.retries=1000
                        durable-streams.retry.max-delay=1s
                        """)
                .addClasses(Basket.class, Basket.Producer.class, Basket.Filler.class)
                .addClasses(Late.class, Late.Conditional.class, Late.LookedUp.class, Late.Searcher.class)
                .addClasses(News.class, LateBeansServlet.class)
                .addAsWebResource("news.xhtml")
                .setWebXML("faces-web.xml");
    }

    @BeforeEach
    void createStream() {
        streams.create(stream, CreateOptions.json());
    }

    @AfterEach
    void closeClient() {
        streams.close();
    }

    /** Appends from the test: a request that appends would block a thread of the server that it waits for. */
    private void append(int from, int to) {
        streams.append(
                stream,
                StreamContent.json(IntStream.range(from, to)
                        .mapToObj(index -> "{\"index\":" + index + "}")
                        .collect(Collectors.joining(",", "[", "]"))));
    }

    private void awaitTokens(int count) {
        await().atMost(PATIENCE).until(() -> browser.look().tokens().size() == count);
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    @Test
    void deliversToABeanThatALaterRequestCreates() {
        browser.call("listen", "stream", stream);
        append(0, 3);
        awaitTokens(3);
        assertThat(late.call("conditional")).isEqualTo("[]");
        append(3, 5);
        awaitTokens(5);
        assertThat(late.call("conditional")).isEqualTo("[3,4]");
    }

    @Test
    void deliversAMessageWhoseBeanIsMissingOnceARequestCreatesIt() {
        late.call("listen-late", "stream", stream);
        append(0, 3);
        await().atMost(PATIENCE).until(() -> late.call("late-status").equals("RETRYING"));
        assertThat(late.call("looked-up")).isEqualTo("[]");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(late.call("looked-up")).isEqualTo("[0,1,2]"));
        await().atMost(PATIENCE).until(() -> late.call("late-status").equals("LIVE"));
    }

    @Test
    void injectsAProducedBeanOfTheSessionIntoADependentObserver() {
        browser.call("listen", "stream", stream);
        append(0, 5);
        awaitTokens(5);
        assertThat(late.call("basket")).isEqualTo("[0,1,2,3,4]");
        assertThat(new Browser(APPLICATION.resolve("late/")).call("basket")).isEqualTo("[]");
    }

    @Test
    void pushesToThePagesOfTheSessionOnly() {
        Browser other = new Browser(APPLICATION);
        Queue<String> pushed = pushedTo(browser);
        Queue<String> pushedToOther = pushedTo(other);
        browser.call("listen", "stream", stream);
        for (int i = 0; i < 3; i++) {
            // One at a time: MyFaces drops messages while it sends another.
            append(i, i + 1);
            String number = String.valueOf(i);
            int messages = i + 1;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(List.copyOf(pushed))
                            .hasSize(messages)
                            .last()
                            .asString()
                            .contains(number));
        }
        assertThat(pushedToOther).isEmpty();
    }

    /** The messages that arrive at the WebSocket of the page. */
    private static Queue<String> pushedTo(Browser browser) {
        Matcher channel = Pattern.compile("[^'\"]*/jakarta\\.faces\\.push/[^'\"]+")
                .matcher(browser.get("news.xhtml").replace("\\/", "/").replace("&amp;", "&"));
        assertThat(channel.find()).isTrue();
        String path = channel.group().replaceFirst("^(ws|http)://[^/]*", "");
        Queue<String> received = new ConcurrentLinkedQueue<>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Cookie", browser.cookie())
                .buildAsync(URI.create("ws://localhost:" + APPLICATION.getPort() + path), new Receiver(received))
                .join();
        return received;
    }

    private record Receiver(Queue<String> received) implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.add(data.toString());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    @Test
    void usesTheSameInstanceForRequestsAndDeliveries() {
        browser.call("listen", "stream", stream);
        String instance = browser.look().instance();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2_000; i += 20) {
                append(i, i + 20);
            }
        });
        CompletableFuture<?>[] looking = Stream.generate(() -> CompletableFuture.runAsync(() -> {
                    while (!writing.isDone()) {
                        assertThat(browser.look().instance()).isEqualTo(instance);
                    }
                }))
                .limit(2)
                .toArray(CompletableFuture<?>[]::new);
        writing.join();
        CompletableFuture.allOf(looking).join();
        awaitTokens(2_000);
        assertThat(browser.look().tokens()).isEqualTo(numbers(2_000));
        assertThat(browser.call("count", "instance", instance)).isEqualTo("2000");
    }

    @Test
    void deliversEachMessageOnceWhenManyRequestsListenAtOnce() {
        append(0, 100);
        browser.look();
        CompletableFuture.allOf(Stream.generate(
                                () -> CompletableFuture.runAsync(() -> browser.call("listen", "stream", stream)))
                        .limit(8)
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        awaitTokens(100);
        append(100, 110);
        awaitTokens(110);
        assertThat(browser.look().tokens()).isEqualTo(numbers(110));
    }

    @Test
    void continuesWhenALogInChangesTheSessionId() {
        browser.call("listen", "stream", stream);
        append(0, 3);
        awaitTokens(3);
        String instance = browser.look().instance();
        assertThat(late.call("change-id")).isEqualTo("true");
        append(3, 6);
        awaitTokens(6);
        assertThat(browser.look().instance()).isEqualTo(instance);
        assertThat(browser.look().events())
                .doesNotContain("STOPPED", "RETRYING")
                .containsOnlyOnce("CONNECTING");
    }

    @Test
    void doesNotProlongASessionByMessages() {
        // Payara ends no session with an open WebSocket, with or without this library.
        if (!"payara".equals(System.getProperty("arquillian.launch"))) {
            pushedTo(browser);
        }
        browser.call("listen", "stream", stream);
        String instance = browser.look().instance();
        late.call("expire-after", "seconds", 2);
        Browser writer = new Browser(APPLICATION);
        int[] written = {0};
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    append(written[0], ++written[0]);
                    return writer.call("ended", "instance", instance).equals("true");
                });
        int received = Integer.parseInt(writer.call("count", "instance", instance));
        assertThat(received).isGreaterThan(5);
        Browser another = new Browser(APPLICATION);
        another.call("listen", "stream", stream);
        await().atMost(PATIENCE).until(() -> another.look().tokens().size() == written[0]);
        append(written[0], written[0] + 3);
        await().atMost(PATIENCE).until(() -> another.look().tokens().size() == written[0] + 3);
        assertThat(Integer.parseInt(writer.call("count", "instance", instance))).isEqualTo(received);
    }
}
