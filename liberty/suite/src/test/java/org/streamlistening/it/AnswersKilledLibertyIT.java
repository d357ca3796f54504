package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.LiveMode;
import org.streamlistening.answer.AnswerMessage;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.StopResult;
import org.streamlistening.client.ClientTransport;
import org.streamlistening.client.DurableStreamsClient;

/**
 * Two servers write answers into the streams of a third one, which stays. One is killed or frozen in the middle of its
 * answers, and the other one ends them.
 */
@Tag("crash")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AnswersKilledLibertyIT {

    private static final Duration SILENCE = Duration.ofSeconds(3);

    /** What a server needs on a busy machine for the requests with which it ends an answer. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ANSWERS = 3;
    private static final int ROUNDS = 3;

    private static final LibertyCluster SERVERS = new LibertyCluster();
    private static LibertyNode streamsServer;
    private static DurableStreamsClient streams;

    private final Random random = new Random();
    private final List<FollowedAnswer> followed = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServers() {
        streamsServer = LibertyNode.start(
                "consumers",
                "answers-streams",
                LibertyCluster.freePort(),
                0,
                Deployments.control(
                        "node.war", "durable-streams.embedded.enabled=true\ndurable-streams.embedded.access=all\n"));
        streamsServer.awaitReady();
        streams = DurableStreamsClient.builder(streamsServer.uri().resolve("streams"))
                .transport(ClientTransport.JAVA_NET_HTTP)
                .build();
        SERVERS.start(
                "answers",
                0,
                Deployments.application(
                                "node.war", """
                        durable-streams.url=%s
                        durable-streams.answers.silence=%s
                        """.formatted(streamsServer.uri().resolve("streams"), SILENCE))
                        .addClasses(NumberedAnswers.class, NumberedAnswersServlet.class, DeliveryFile.class)
                        .addClasses(NumberedAnswers.class.getDeclaredClasses()));
    }

    @AfterAll
    static void killServers() {
        SERVERS.close();
        streams.close();
        streamsServer.close();
    }

    @AfterEach
    void closeReaders() {
        followed.forEach(FollowedAnswer::close);
    }

    /** Begins answers, and waits until each of them is in progress. */
    private List<FollowedAnswer> begin(LibertyNode writer, String name) {
        List<FollowedAnswer> begun = new ArrayList<>();
        for (int number = 0; number < ANSWERS; number++) {
            String stream = name + "-" + number;
            new Browser(writer.uri())
                    .call("begin", "stream", stream, "file", file(stream).path());
            begun.add(new FollowedAnswer(streams, stream, number % 2 == 0 ? LiveMode.SSE : LiveMode.LONG_POLL));
        }
        followed.addAll(begun);
        await().atMost(PATIENCE)
                .until(() -> begun.stream().allMatch(answer -> answer.numbers().size() > 20));
        return begun;
    }

    private DeliveryFile file(String stream) {
        return new DeliveryFile(folder.resolve(stream));
    }

    @Test
    void anotherServerEndsTheAnswersOfAKilledOne() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            LibertyNode writer = SERVERS.nodes().get(round % 2);
            List<FollowedAnswer> answers = begin(writer, "killed-" + round);
            Thread.sleep(random.nextInt(1000));
            LibertyCluster.kill(writer);
            long killed = System.nanoTime();
            awaitFailures(answers, killed, "the kill");
            for (FollowedAnswer answer : answers) {
                assertThat(stop(SERVERS.other(writer), answer)).isEqualTo(StopResult.NOT_OPEN);
            }
            SERVERS.restart(writer);
            answers.forEach(AnswersKilledLibertyIT::assertUnchanged);
        }
    }

    @Test
    void aServerEndsItsAnswersAfterARestartIfThereIsNoOther() throws Exception {
        LibertyNode writer = SERVERS.nodes().get(0);
        LibertyNode other = SERVERS.other(writer);
        List<FollowedAnswer> answers = begin(writer, "restarted");
        LibertyCluster.kill(other);
        LibertyCluster.kill(writer);
        Thread.sleep(SILENCE.multipliedBy(2).toMillis());
        assertThat(answers).allMatch(FollowedAnswer::isOpen);
        SERVERS.restart(writer);
        awaitFailures(answers, System.nanoTime(), "the restart");
        SERVERS.restart(other);
        answers.forEach(AnswersKilledLibertyIT::assertUnchanged);
    }

    @Test
    void aStopReachesTheWriterOnAnotherServer() throws Exception {
        LibertyNode writer = SERVERS.nodes().get(0);
        for (FollowedAnswer answer : begin(writer, "stopped")) {
            long now = System.nanoTime();
            assertThat(stop(SERVERS.other(writer), answer)).isEqualTo(StopResult.REQUESTED);
            report("the stop", answer.awaitEnd(now, PATIENCE));
            assertThat(answer.last()).isEqualTo(new AnswerMessage.Stopped());
            assertText(answer);
            awaitProgress(writer, answer, AnswerOutcome.STOPPED);
            assertThat(stop(SERVERS.other(writer), answer)).isEqualTo(StopResult.NOT_OPEN);
        }
    }

    @Test
    void aFrozenServerAppendsNothingToAnAnswerThatWasTakenOver() throws Exception {
        LibertyNode writer = SERVERS.nodes().get(1);
        for (int round = 0; round < ROUNDS; round++) {
            List<FollowedAnswer> answers = begin(writer, "frozen-" + round);
            writer.freeze();
            try {
                awaitFailures(answers, System.nanoTime(), "the freeze");
            } finally {
                writer.thaw();
            }
            for (FollowedAnswer answer : answers) {
                awaitProgress(writer, answer, AnswerOutcome.TAKEN_OVER);
            }
            answers.forEach(AnswersKilledLibertyIT::assertUnchanged);
        }
        assertThat(writer.messages()).contains("DS-056");
    }

    private static StopResult stop(LibertyNode server, FollowedAnswer answer) {
        return StopResult.valueOf(new Browser(server.uri()).call("stop", "stream", answer.stream()));
    }

    private static void awaitProgress(LibertyNode writer, FollowedAnswer answer, AnswerOutcome outcome) {
        NumberedAnswers.Progress expected = new NumberedAnswers.Progress(outcome.name(), 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(new Browser(writer.uri())
                                .look(NumberedAnswers.Progress.class, "stream", answer.stream()))
                        .isEqualTo(expected));
    }

    private void awaitFailures(List<FollowedAnswer> answers, long since, String event) throws Exception {
        for (FollowedAnswer answer : answers) {
            Duration taken = answer.awaitEnd(since, PATIENCE);
            report(event, taken);
            assertThat(taken).isLessThan(SILENCE.plus(SLACK));
            assertThat(answer.last()).isEqualTo(new AnswerMessage.Failed("The answer was interrupted."));
            assertText(answer);
        }
    }

    /** What was acknowledged is there once and in order, with one message that begins it and one that ends it. */
    private void assertText(FollowedAnswer answer) {
        List<AnswerMessage> messages = answer.messages();
        assertThat(messages.get(0)).isInstanceOf(AnswerMessage.Started.class);
        assertThat(messages.subList(1, messages.size() - 1)).hasOnlyElementsOfType(AnswerMessage.Delta.class);
        List<Integer> numbers = answer.numbers();
        assertThat(numbers).isEqualTo(IntStream.range(0, numbers.size()).boxed().toList());
        assertThat(numbers).containsAll(file(answer.stream()).indexes());
    }

    /** A reader that comes later finds nothing else. */
    private static void assertUnchanged(FollowedAnswer answer) {
        try (FollowedAnswer again = new FollowedAnswer(streams, answer.stream(), LiveMode.LONG_POLL)) {
            await().atMost(PATIENCE).until(() -> !again.isOpen());
            assertThat(again.messages()).isEqualTo(answer.messages());
        }
    }

    private static void report(String event, Duration taken) {
        System.out.printf("An answer ended %d ms after %s%n", taken.toMillis(), event);
    }
}
