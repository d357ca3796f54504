package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.MessageBudget.BudgetExceededException;
import org.streamlistening.internal.http.body.UndecodableException;

class MessageBudgetTest {

    private static final long LIMIT = 4 << 20;
    private static final int READERS = 12;

    private final ScriptedServer server = new ScriptedServer();
    private final DurableStreamsClient client = DurableStreamsClient.builder(server.base())
            .transport(ClientTransport.JAVA_NET_HTTP)
            .maxUnfinishedBytes(LIMIT)
            .build();

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void countsTheBytesOfAllReaders() throws IOException {
        MessageBudget budget = new MessageBudget(100);
        MessageBudget.Share one = budget.share();
        MessageBudget.Share other = budget.share();
        one.reserve(60);
        other.reserve(40);
        assertThatThrownBy(() -> other.reserve(1)).isInstanceOf(BudgetExceededException.class);
        assertThat(budget.used()).isEqualTo(100);
        one.release(30);
        other.reserve(30);
        other.releaseAll();
        assertThat(budget.used()).isEqualTo(30);
        other.close();
        assertThatThrownBy(() -> other.reserve(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        one.close();
        one.close();
        one.release(50);
        assertThat(budget.used()).isZero();
    }

    @Test
    void rejectsAnItemThatNeverFits() throws IOException {
        MessageBudget budget = new MessageBudget(100);
        try (MessageBudget.Share share = budget.share();
                MessageBudget.Share other = budget.share()) {
            share.reserve(10);
            other.reserve(80);
            assertThatThrownBy(() -> share.reserve(91))
                    .isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("maxUnfinishedBytes");
            assertThatThrownBy(() -> share.reserve(90)).isInstanceOf(BudgetExceededException.class);
        }
    }

    /** An endless message, in each form of a response. */
    @Test
    void boundsEndlessMessagesTogether() throws Exception {
        for (Endless endless : Endless.values()) {
            server.respondsByDefault(request -> request.target().contains("live=sse") || endless.mode == null
                    ? endless.response()
                    : text("").next("0").upToDate());
            assertThat(readers(endless.mode))
                    .as(endless.name())
                    .hasSize(READERS)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(StreamException.class)
                            .hasMessageContaining("maxUnfinishedBytes"));
        }
    }

    private enum Endless {
        JSON(null, "[\"", "x"),
        NESTED_JSON(null, "[", "["),
        EVENT_OF_ONE_LINE(LiveMode.SSE, "event: data\ndata: ", "x"),
        EVENT_OF_MANY_LINES(LiveMode.SSE, "event: data\n", "data: x\n"),
        EVENTS_WITHOUT_CONTROL(LiveMode.SSE, "", "event: data\ndata: x\ndata: x\n\n");

        final LiveMode mode;
        private final String begin;
        private final String more;

        Endless(LiveMode mode, String begin, String more) {
            this.mode = mode;
            this.begin = begin;
            this.more = more;
        }

        ScriptedResponse response() {
            String type = mode == null ? "application/json" : "text/event-stream";
            return ScriptedResponse.generated(type, Long.MAX_VALUE, this::write).next("1");
        }

        private void write(OutputStream out) throws IOException {
            byte[] bytes = more.repeat(10_000).getBytes(StandardCharsets.UTF_8);
            out.write(begin.getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write(bytes);
            }
        }
    }

    /** The first failure of each reader. All begin together, and hold their bytes until all have failed or continue. */
    private List<RuntimeException> readers(LiveMode mode) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        CountDownLatch begin = new CountDownLatch(READERS);
        List<Future<RuntimeException>> all = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                all.add(threads.submit(() -> {
                    ReadOptions options = mode == null ? ReadOptions.catchUp() : ReadOptions.live(mode);
                    try (StreamReader reader = client.open("chat", options)) {
                        begin.countDown();
                        begin.await();
                        while (true) {
                            reader.next();
                        }
                    } catch (RuntimeException e) {
                        return e;
                    }
                }));
            }
            List<RuntimeException> failures = new ArrayList<>();
            for (Future<RuntimeException> reader : all) {
                failures.add(reader.get());
            }
            return failures;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void isRetryableWhileOtherReadersHoldTheRest() throws IOException {
        String message = "\"" + "x".repeat(300_000) + "\"";
        for (LiveMode mode : List.of(LiveMode.LONG_POLL, LiveMode.SSE)) {
            server.respondsWith(json("[]").next("0").upToDate());
            ScriptedResponse whole = json("[" + message + "]").next("1").closed();
            server.respondsWith(
                    mode == LiveMode.SSE
                            ? ScriptedResponse.events("event: data\ndata: " + message, "event: control\ndata: {}")
                            : whole,
                    whole);
            try (StreamReader reader = client.open("chat", ReadOptions.live(mode))) {
                reader.next();
                try (MessageBudget.Share others = client.budget().share()) {
                    others.reserve(LIMIT - 100_000);
                    assertThatThrownBy(reader::next)
                            .isInstanceOfSatisfying(
                                    StreamException.class,
                                    e -> assertThat(e.retryable()).isTrue())
                            .hasMessageContaining("maxUnfinishedBytes");
                    assertThat(client.budget().used()).isEqualTo(LIMIT - 100_000);
                }
                assertThat(reader.next().messages())
                        .extracting(StreamMessage::text)
                        .containsExactly(message);
            }
            assertThat(client.budget().used()).isZero();
        }
    }

    @Test
    void releasesAllWhenAReaderIsClosedInTheMiddleOfAMessage() throws Exception {
        String message = "[\"" + "x".repeat(300_000);
        server.respondsByDefault(request -> json(message + "\"]").next("1").stallsAt(message.length()));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            Future<?> waiting = threads.submit(reader::next);
            Awaitility.await().until(() -> client.budget().used() > 300_000);
            reader.close();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(CancellationException.class);
            assertThat(client.budget().used()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }
}
