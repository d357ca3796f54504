package org.streamlistening.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.internal.answer.control.ModelStreams;
import org.streamlistening.support.ModelTime;

/** One server that writes answers, with hand-moved time. */
class AnswerWritingTest {

    private static final Duration SILENCE = Duration.ofSeconds(32);

    private final Random random = new Random(1);
    private final ModelTime time = new ModelTime(random);
    private final ModelAnswerStreams streams = new ModelAnswerStreams(random, time, Duration.ZERO);
    private final ModelServer server = new ModelServer(random, time, streams, SILENCE);

    @BeforeEach
    void start() {
        time.quiet();
        pass(Duration.ofSeconds(1));
    }

    private void pass(Duration span) {
        for (int i = 0; i < 64; i++) {
            time.pass(span.dividedBy(64));
            while (time.step()) {
                time.throwFailure();
            }
        }
    }

    private ModelServer.Written open(String stream) {
        assertThat(server.open(stream)).isTrue();
        return server.written.get(server.written.size() - 1);
    }

    private String content(String stream) {
        ModelStreams.Stream found = streams.streams.get(stream);
        return (found.closed ? "closed" : "open")
                + String.join("", found.messages)
                        .replaceAll("\\{\"type\":\"started\",\"writer\":\"\\w*\"}", "")
                        .replaceAll("\\{\"type\":\"delta\",\"text\":(\"\\w*\")}", " $1")
                        .replaceAll("\\{\"type\":\"(\\w*)\"(,\"reason\":\"It broke.\")?}", " $1");
    }

    @Test
    void goesOnInTheNextEpochIfTheServerHasForgottenTheProducer() {
        ModelServer.Written answer = open("a");
        answer.writer.write("one");
        pass(Duration.ofSeconds(1));
        streams.forgetProducers("a");
        answer.writer.write("two");
        pass(Duration.ofSeconds(1));
        streams.forgetProducers("a");
        answer.writer.write("three");
        pass(Duration.ofSeconds(1));
        answer.writer.write("four");
        server.end(answer, AnswerWriter::done);
        pass(Duration.ofSeconds(1));
        assertThat(content("a")).isEqualTo("closed \"one\" \"two\" \"three\" \"four\" done");
        assertThat(answer.writer.outcome()).contains(AnswerOutcome.DONE);
    }

    @Test
    void anotherServerEndsAnAnswerOfALaterEpoch() {
        ModelServer.Written answer = open("a");
        answer.writer.write("one");
        pass(Duration.ofSeconds(1));
        streams.forgetProducers("a");
        answer.writer.write("two");
        pass(Duration.ofSeconds(1));
        server.threads.kill();
        var unused = new ModelServer(random, time, streams, SILENCE);
        pass(SILENCE);
        assertThat(content("a")).isEqualTo("closed \"one\" \"two\" failed");
    }

    @Test
    void callersWaitNoLongerThanTheSilence() {
        ModelServer.Written answer = open("a");
        streams.unavailable(true);
        answer.writer.write("one");
        pass(SILENCE.minusSeconds(1));
        assertThat(answer.writer.outcome()).isEqualTo(Optional.empty());
        assertThat(answer.cancelled).isZero();
        pass(SILENCE.dividedBy(4));
        assertThat(answer.writer.outcome()).contains(AnswerOutcome.FAILED);
        assertThat(answer.cancelled).isEqualTo(1);
        assertThatThrownBy(() -> answer.writer.write("two"))
                .isInstanceOf(AnswerEndedException.class)
                .hasRootCauseMessage("the streams are unavailable");
        assertThat(answer.writer.done()).as("returns at once").isEqualTo(AnswerOutcome.FAILED);
    }

    @Test
    void theTerminalMessageIsSentWhenTheServerIsBack() {
        ModelServer.Written answer = open("a");
        streams.unavailable(true);
        answer.writer.write("one");
        pass(SILENCE.multipliedBy(3));
        assertThat(content("a")).isEqualTo("open");
        streams.unavailable(false);
        pass(SILENCE.dividedBy(4));
        assertThat(content("a")).isEqualTo("closed \"one\" failed");
        assertThat(answer.cancelled).isEqualTo(1);
    }

    @Test
    void hasALimitOfOpenAnswers() {
        for (int number = 0; number < ModelServer.MAX_OPEN; number++) {
            ModelServer.Written unused = open("a" + number);
        }
        assertThatThrownBy(() -> server.answers.open("more", AnswerOptions.defaults()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-057");
        assertThat(streams.streams).doesNotContainKey("more");
        server.end(server.written.get(0), AnswerWriter::done);
        pass(Duration.ofSeconds(1));
        ModelServer.Written unused = open("more");
    }

    @Test
    void hasOneWriterForEachStream() {
        ModelServer.Written answer = open("a");
        assertThatThrownBy(() -> server.answers.open("a", AnswerOptions.defaults()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-058");
        answer.writer.write("one");
        server.end(answer, AnswerWriter::stopped);
        pass(Duration.ofSeconds(1));
        assertThat(content("a")).isEqualTo("closed \"one\" stopped");
    }
}
