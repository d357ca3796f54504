package org.streamlistening.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.StopResult;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.answer.control.OpenAnswer;
import org.streamlistening.internal.answer.control.Surroundings;
import org.streamlistening.internal.consume.log.StreamCheckpoints;
import org.streamlistening.internal.runtime.AnswerSettings;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;

/** Answers in the streams of the embedded server, over HTTP. */
class AnswersOnServerTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofMillis(200), Math::random);

    private final JettyServer server = JettyServer.start(
            ServerOptions.builder().access(StreamAccess.everything()).build());
    private final DurableStreamsClient client =
            DurableStreamsClient.builder(server.uri("/")).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ApplicationAnswers answers = answers();

    private ApplicationAnswers answers() {
        AnswerSettings settings = new AnswerSettings(Duration.ofSeconds(30), "control", 100, "It broke.", BACKOFF);
        return new ApplicationAnswers(
                settings,
                new ClientAnswerStreams(() -> client),
                new StreamCheckpoints(() -> client, "control", ApplicationAnswers.SERVERS),
                OpenAnswer::randomId,
                new Surroundings(
                        threads,
                        (delay, task) -> {
                            var future = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
                            return () -> future.cancel(false);
                        },
                        System::nanoTime,
                        BACKOFF,
                        settings.silence()),
                ApplicationAnswers.MAX_RECORDS);
    }

    @AfterEach
    void stop() {
        answers.close();
        threads.shutdownNow();
        timer.shutdownNow();
        client.close();
        server.close();
    }

    private List<String> messages(String stream) {
        try (StreamReader reader = client.open(stream, ReadOptions.catchUp())) {
            StreamBatch batch = reader.next();
            return batch.messages().stream()
                    .map(StreamMessage::text)
                    .filter(text -> !text.contains("started"))
                    .toList();
        }
    }

    private static String delta(String text) {
        return AnswerJson.delta(text);
    }

    @Test
    void endsWithDoneAndClosesTheStream() {
        AnswerOutcome outcome = answers.write("a", AnswerOptions.defaults(), answer -> {
            answer.write("Once");
            answer.flush();
            answer.write(" upon");
            answer.write(" a time");
        });
        assertThat(outcome).isEqualTo(AnswerOutcome.DONE);
        assertThat(messages("a")).containsExactly(delta("Once"), delta(" upon a time"), "{\"type\":\"done\"}");
        assertThat(client.head("a").closed()).isTrue();
    }

    @Test
    void failsWithTheReasonOfTheApplicationIfTheBodyThrows() {
        assertThatThrownBy(() -> answers.write("a", AnswerOptions.defaults(), answer -> {
                    answer.write("Once");
                    throw new java.io.IOException("password=x");
                }))
                .isInstanceOf(java.io.IOException.class);
        assertThat(messages("a")).containsExactly(delta("Once"), "{\"type\":\"failed\",\"reason\":\"It broke.\"}");
        assertThat(client.head("a").closed()).isTrue();
    }

    @Test
    void stopsAnAnswer() throws InterruptedException {
        AnswerWriter writer = answers.open("a");
        CountDownLatch cancelled = new CountDownLatch(1);
        writer.onStop(cancelled::countDown);
        writer.write("x");
        assertThat(answers.stop("a")).isEqualTo(StopResult.REQUESTED);
        assertThat(answers.stop("b")).isEqualTo(StopResult.NOT_OPEN);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.done()).isEqualTo(AnswerOutcome.STOPPED);
        assertThatThrownBy(() -> writer.write("y")).isInstanceOf(AnswerEndedException.class);
        assertThat(messages("a")).containsExactly(delta("x"), "{\"type\":\"stopped\"}");
        assertThat(answers.stop("a")).isEqualTo(StopResult.NOT_OPEN);
    }

    @Test
    void writesIntoAStreamThatExists() {
        client.create("a", CreateOptions.json().content(StreamContent.json("[{\"q\":1}]")));
        try (AnswerWriter writer = answers.open("a")) {
            assertThat(writer.done()).isEqualTo(AnswerOutcome.DONE);
        }
        assertThat(messages("a")).containsExactly("{\"q\":1}", "{\"type\":\"done\"}");
    }

    @Test
    void rejectsAStreamThatIsClosedOrNoJson() {
        client.create("closed", CreateOptions.json().asClosed());
        client.create("text", CreateOptions.defaults().contentType("text/plain"));
        assertThatThrownBy(() -> answers.open("closed"))
                .isInstanceOf(org.streamlistening.client.StreamClosedException.class);
        assertThatThrownBy(() -> answers.open("text")).isInstanceOf(StreamConflictException.class);
        assertThat(client.head("text").closed()).isFalse();
    }

    @Test
    void forksAtAMessage() {
        answers.write("a", AnswerOptions.defaults(), answer -> {
            answer.write("one");
            answer.flush();
            answer.write("two");
        });
        StreamPosition behindOne = new StreamPosition(StreamPosition.BEGINNING.offset(), 2);
        try (AnswerWriter writer = answers.fork("b", "a", behindOne, AnswerOptions.defaults())) {
            writer.write("three");
            var unused = writer.done();
        }
        assertThat(messages("b")).containsExactly(delta("one"), delta("three"), "{\"type\":\"done\"}");
        assertThat(messages("a")).containsExactly(delta("one"), delta("two"), "{\"type\":\"done\"}");
        StreamPosition end = StreamPosition.at(client.head("a").nextOffset());
        try (AnswerWriter writer = answers.fork("c", "a", end, AnswerOptions.defaults())) {
            writer.write("four");
            var unused = writer.stopped();
        }
        assertThat(messages("c"))
                .containsExactly(
                        delta("one"), delta("two"), "{\"type\":\"done\"}", delta("four"), "{\"type\":\"stopped\"}");
        assertThatThrownBy(() -> answers.fork("b", "a", behindOne, AnswerOptions.defaults()))
                .isInstanceOf(StreamConflictException.class);
    }

    @Test
    void saysThatAStreamIsForTheListOfServers() {
        client.create("control/servers/root", CreateOptions.json().content(StreamContent.json("[1]")));
        assertThatThrownBy(() -> answers.open("a"))
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("is for the list of servers that write answers")
                .hasMessageContaining("durable-streams.answers.prefix")
                .hasMessageNotContaining("consumer");
    }

    @Test
    void splitsNoCharacterAndNoLongText() {
        String text = "\uD83D\uDE00".repeat(1000);
        var unused = answers.write("a", AnswerOptions.defaults().maxBufferedChars(7), answer -> answer.write(text));
        String read = messages("a").stream()
                .filter(message -> message.contains("delta"))
                .map(message -> message.replaceAll(".*\"text\":\"(.*)\"}", "$1"))
                .reduce("", String::concat);
        assertThat(read).isEqualTo(text);
    }
}
