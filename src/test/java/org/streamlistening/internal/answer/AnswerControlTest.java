package org.streamlistening.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.StopResult;
import org.streamlistening.internal.answer.control.ModelStreams;
import org.streamlistening.support.ModelTime;

/** Two servers that write answers, with hand-moved time. */
class AnswerControlTest {

    private static final Duration SILENCE = Duration.ofSeconds(32);

    private final Random random = new Random(1);
    private final ModelTime time = new ModelTime(random);
    private final ModelAnswerStreams streams = new ModelAnswerStreams(random, time, Duration.ZERO);
    private ModelServer one;
    private ModelServer other;

    @BeforeEach
    void start() {
        time.quiet();
        one = new ModelServer(random, time, streams, SILENCE);
        other = new ModelServer(random, time, streams, SILENCE);
        pass(Duration.ofSeconds(1));
    }

    private void pass(Duration span) {
        for (int i = 0; i < 64; i++) {
            time.pass(span.dividedBy(64));
            settle();
        }
    }

    private void settle() {
        while (time.step()) {
            time.throwFailure();
        }
    }

    private void create(String stream, String json) {
        streams.create(stream, json);
    }

    private String last(String stream) {
        ModelStreams.Stream found = streams.streams.get(stream);
        return (found.closed ? "closed " : "open ") + found.messages.get(found.messages.size() - 1);
    }

    @Test
    void anotherServerEndsTheAnswersOfOneThatDied() {
        assertThat(one.open("a")).isTrue();
        one.written.get(0).writer.write("Once");
        pass(Duration.ofSeconds(1));
        one.threads.kill();
        pass(SILENCE);
        assertThat(last("a")).isEqualTo("closed {\"type\":\"failed\",\"reason\":\"It broke.\"}");
        assertThat(streams.streams.keySet()).as("its log is deleted").containsExactly("a");
    }

    @Test
    void aWriterThatWasFrozenFindsOutThatItsAnswerWasTakenOver() {
        assertThat(one.open("a")).isTrue();
        one.threads.freeze(true);
        pass(SILENCE);
        one.written.get(0).writer.write("late");
        one.threads.freeze(false);
        pass(Duration.ofSeconds(8));
        assertThat(last("a")).startsWith("closed {\"type\":\"failed\"");
        assertThat(one.written.get(0).writer.outcome()).contains(AnswerOutcome.TAKEN_OVER);
        assertThat(one.written.get(0).cancelled).isEqualTo(1);
        assertThat(one.open("b")).as("begins a new log").isTrue();
        pass(SILENCE.multipliedBy(2));
        assertThat(one.written.get(1).writer.outcome()).isEqualTo(Optional.empty());
    }

    @Test
    void aStopReachesTheWriterOnAnotherServer() {
        assertThat(one.open("a")).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(other.answers.stop("a")).isEqualTo(StopResult.REQUESTED);
        pass(Duration.ofSeconds(1));
        assertThat(last("a")).isEqualTo("closed {\"type\":\"stopped\"}");
        assertThat(one.written.get(0).cancelled).isEqualTo(1);
        assertThat(other.answers.stop("a")).isEqualTo(StopResult.NOT_OPEN);
        assertThat(one.answers.stop("a")).isEqualTo(StopResult.NOT_OPEN);
        assertThat(other.answers.stop("never")).isEqualTo(StopResult.NOT_OPEN);
    }

    @Test
    void anAnswerThatBeginsWhileItsServerIsTakenForDeadEnds() {
        streams.before("create a"::equals, () -> {
            one.threads.freeze(true);
            pass(SILENCE);
            one.threads.freeze(false);
        });
        boolean begun = one.open("a");
        pass(SILENCE);
        assertThat(begun).isFalse();
        assertThat(last("a")).startsWith("closed {\"type\":\"failed\"");
    }

    @Test
    void anAnswerThatIsRegisteredDuringATakeOverIsWatched() {
        assertThat(one.open("a")).isTrue();
        one.threads.freeze(true);
        // The other server has read the log of this one, and removes it from the list.
        streams.before(request -> request.equals("write "), () -> {
            one.threads.freeze(false);
            assertThat(one.open("b")).isTrue();
        });
        pass(SILENCE);
        one.threads.kill();
        pass(SILENCE);
        assertThat(last("a")).startsWith("closed {\"type\":\"failed\"");
        assertThat(last("b")).startsWith("closed {\"type\":\"failed\"");
    }

    @Test
    void aForgedRecordEndsNoStreamOfTheApplication() {
        create("orders", "[{\"type\":\"started\",\"writer\":\"x\"}]");
        create(
                "control/log-forged",
                "[{\"kind\":\"opened\",\"stream\":\"orders\",\"producer\":\"answer-1\"},7,{},"
                        + "{\"kind\":\"opened\",\"stream\":\"../x\",\"producer\":\"answer-1\"}]");
        assertThat(streams.write("servers", 0, "forged,../../orders,")).isTrue();
        pass(SILENCE.multipliedBy(2));
        assertThat(last("orders")).startsWith("open ");
        assertThat(streams.streams.keySet()).containsExactly("orders");
    }

    @Test
    void anOutageOfTheStreamsEndsNoAnswer() {
        assertThat(one.open("a")).isTrue();
        for (int outage = 0; outage < 10; outage++) {
            streams.unavailable(true);
            pass(SILENCE.multipliedBy(2));
            streams.unavailable(false);
            pass(SILENCE);
            assertThat(one.written.get(0).writer.outcome()).isEqualTo(Optional.empty());
            assertThat(last("a")).startsWith("open");
        }
    }

    /** As virtual machines that are suspended together, and resumed one after the other. */
    @Test
    void aServerThatWasFrozenItselfEndsNoAnswerOfAnother() {
        assertThat(one.open("a")).isTrue();
        pass(SILENCE);
        one.threads.freeze(true);
        other.threads.freeze(true);
        pass(SILENCE.multipliedBy(2));
        other.threads.freeze(false);
        pass(Duration.ofSeconds(1));
        one.threads.freeze(false);
        pass(SILENCE);
        assertThat(one.written.get(0).writer.outcome()).isEqualTo(Optional.empty());
        assertThat(last("a")).startsWith("open");
    }

    @Test
    void replacesALogOfThousandsOfRecords() {
        assertThat(one.open("long")).isTrue();
        for (int number = 0; number <= ApplicationAnswers.MAX_RECORDS / 2; number++) {
            assertThat(one.open("a" + number)).isTrue();
            one.end(one.written.get(number + 1), AnswerWriter::done);
            settle();
        }
        assertThat(logs())
                .singleElement()
                .satisfies(log -> assertThat(log.messages.size()).isLessThan(10));
        assertThat(one.written.get(0).writer.outcome()).isEqualTo(Optional.empty());
        assertThat(other.answers.stop("a0")).isEqualTo(StopResult.NOT_OPEN);
        one.threads.kill();
        pass(SILENCE);
        assertThat(last("long")).startsWith("closed {\"type\":\"failed\"");
        assertThat(logs()).isEmpty();
    }

    @Test
    void aStopReachesAnAnswerWhoseLogWasReplaced() {
        ModelServer writer = new ModelServer(random, time, streams, SILENCE, 3);
        for (int number = 0; number < 20; number++) {
            assertThat(writer.open("a" + number)).isTrue();
            settle();
        }
        for (int number = 0; number < 20; number++) {
            writer.end(writer.written.get(number), AnswerWriter::done);
            assertThat(writer.open("b" + number)).isTrue();
            settle();
        }
        assertThat(logs()).hasSize(1);
        assertThat(other.answers.stop("b0")).isEqualTo(StopResult.REQUESTED);
        pass(Duration.ofSeconds(1));
        assertThat(last("b0")).isEqualTo("closed {\"type\":\"stopped\"}");
    }

    /** A server with an answer that goes on, and with a log that is full after a few others. */
    private ModelServer writerWithSmallLog() {
        ModelServer writer = new ModelServer(random, time, streams, SILENCE, 3);
        assertThat(writer.open("long")).isTrue();
        pass(Duration.ofSeconds(5));
        return writer;
    }

    private void fillLog(ModelServer writer) {
        int before = writer.written.size();
        for (int number = before; number < before + 5; number++) {
            assertThat(writer.open("short" + number)).isTrue();
            writer.end(writer.written.get(number), AnswerWriter::done);
            settle();
        }
    }

    @Test
    void anotherServerThatLooksAtALogWhileItIsReplacedEndsNoAnswer() {
        ModelServer writer = writerWithSmallLog();
        AtomicInteger looks = new AtomicInteger();
        streams.before(
                request -> request.startsWith("write ") && logs().stream().anyMatch(log -> log.closed), () -> {
                    looks.incrementAndGet();
                    pass(Duration.ofSeconds(10));
                });
        fillLog(writer);
        pass(SILENCE);
        assertThat(looks).hasValue(1);
        assertThat(last("long")).startsWith("open");
        assertThat(writer.written.get(0).writer.outcome()).isEqualTo(Optional.empty());
    }

    @Test
    void receivesAStopUntilALogIsRetired() {
        ModelServer writer = writerWithSmallLog();
        String log = logName();
        String opened = streams.streams.get(log).messages.get(1);
        streams.before(
                request -> request.startsWith("append " + log) && request.contains("retired"),
                () -> streams.append(log, "[" + opened.replace("opened", "stop") + "]"));
        fillLog(writer);
        assertThat(last("long")).isEqualTo("closed {\"type\":\"stopped\"}");
    }

    /** The requests with which a log is replaced, and which can be the last one before a stop, or the first one after it. */
    @ParameterizedTest
    @CsvSource({
        "append,retired,true",
        "append,retired,false",
        "read,,false",
        "close,,true",
        "close,,false",
        "delete,,true"
    })
    void aStopIsNotLostWhileALogIsReplaced(String method, String content, boolean responseIsLost) {
        ModelServer writer = writerWithSmallLog();
        String request = method + " " + logName();
        streams.before(next -> next.startsWith(request) && (content == null || next.contains(content)), () -> {
            assertThat(other.answers.stop("long")).isEqualTo(StopResult.REQUESTED);
            if (responseIsLost) {
                streams.loseNextResponse();
            }
        });
        fillLog(writer);
        // The other server finds a closed log, and removes it.
        writer.threads.freeze(true);
        pass(Duration.ofSeconds(5));
        writer.threads.freeze(false);
        pass(Duration.ofSeconds(5));
        assertThat(last("long")).isEqualTo("closed {\"type\":\"stopped\"}");
        assertThat(logs()).hasSize(1);
    }

    @Test
    void aStopThatIsStoredJustBeforeALogIsClosedIsNotLost() {
        ModelServer writer = writerWithSmallLog();
        String log = logName();
        streams.before(next -> next.startsWith("append " + log) && next.contains("retired"), () -> {
            assertThat(other.answers.stop("long")).isEqualTo(StopResult.REQUESTED);
            streams.before(("close " + log)::equals, streams::loseNextResponse);
        });
        fillLog(writer);
        writer.threads.freeze(true);
        pass(Duration.ofSeconds(5));
        writer.threads.freeze(false);
        pass(Duration.ofSeconds(5));
        assertThat(last("long")).isEqualTo("closed {\"type\":\"stopped\"}");
    }

    @Test
    void aStopIsNotLostIfAnotherServerDeletesTheLogThatTheWriterHasJustClosed() {
        ModelServer writer = writerWithSmallLog();
        String log = logName();
        streams.before(next -> next.startsWith("append " + log) && next.contains("retired"), () -> {
            assertThat(other.answers.stop("long")).isEqualTo(StopResult.REQUESTED);
            // The first request after the closing.
            streams.before(next -> streams.streams.get(log).closed, () -> {
                writer.threads.freeze(true);
                pass(Duration.ofSeconds(5));
                writer.threads.freeze(false);
            });
        });
        fillLog(writer);
        pass(Duration.ofSeconds(5));
        assertThat(last("long")).isEqualTo("closed {\"type\":\"stopped\"}");
    }

    @Test
    void anAnswerThatCannotBeEndedHoldsUpNoOther() {
        ModelServer third = new ModelServer(random, time, streams, SILENCE);
        for (String stream : List.of("broken", "a", "broken as well", "b")) {
            assertThat(one.open(stream)).isTrue();
        }
        assertThat(third.open("c")).isTrue();
        pass(Duration.ofSeconds(1));
        one.threads.kill();
        third.threads.kill();
        streams.breakForGood("broken");
        streams.breakForGood("broken as well");
        pass(SILENCE);
        for (String stream : List.of("a", "b", "c")) {
            assertThat(last(stream)).startsWith("closed {\"type\":\"failed\"");
        }
        assertThat(last("broken")).startsWith("open");
        assertThat(logs()).hasSize(1);
        streams.repair("broken");
        streams.repair("broken as well");
        pass(SILENCE);
        assertThat(last("broken")).startsWith("closed {\"type\":\"failed\"");
        assertThat(last("broken as well")).startsWith("closed {\"type\":\"failed\"");
        assertThat(logs()).isEmpty();
    }

    @Test
    void aLogThatCannotBeReadForNowHoldsUpNoOther() {
        assertThat(one.open("a")).isTrue();
        streams.breakForGood(logName());
        ModelServer third = new ModelServer(random, time, streams, SILENCE);
        assertThat(third.open("b")).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(other.answers.stop("b")).isEqualTo(StopResult.REQUESTED);
        assertThat(third.open("c")).isTrue();
        third.threads.kill();
        pass(SILENCE);
        assertThat(last("c")).startsWith("closed {\"type\":\"failed\"");
    }

    @Test
    void aStopFindsAnAnswerWhoseLogIsReplacedMeanwhile() {
        ModelServer writer = writerWithSmallLog();
        streams.before(request -> request.startsWith("read control/log-"), () -> fillLog(writer));
        assertThat(other.answers.stop("long")).isEqualTo(StopResult.REQUESTED);
        pass(Duration.ofSeconds(1));
        assertThat(last("long")).isEqualTo("closed {\"type\":\"stopped\"}");
    }

    @Test
    void keepsItsLogBetweenTwoAnswers() {
        assertThat(one.open("a")).isTrue();
        one.end(one.written.get(0), AnswerWriter::done);
        pass(SILENCE.dividedBy(4));
        assertThat(logs()).hasSize(1);
    }

    /** The only log. */
    private String logName() {
        return streams.streams.keySet().stream()
                .filter(stream -> stream.startsWith("control/log-"))
                .findFirst()
                .orElseThrow();
    }

    private List<ModelStreams.Stream> logs() {
        return streams.streams.entrySet().stream()
                .filter(stream -> stream.getKey().startsWith("control/log-"))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Test
    void aServerWithoutAnswersLeavesNothingBehind() {
        assertThat(one.open("a")).isTrue();
        one.end(one.written.get(0));
        pass(SILENCE);
        assertThat(streams.streams.keySet()).containsExactly("a");
    }

    @Test
    void endsItsAnswersWithTheApplication() {
        assertThat(one.open("a")).isTrue();
        one.written.get(0).writer.write("x");
        var unused = one.answers.beginClose();
        pass(Duration.ofMillis(100));
        one.answers.endClose();
        assertThat(last("a")).startsWith("closed {\"type\":\"failed\"");
        assertThat(one.written.get(0).cancelled).isEqualTo(1);
        pass(SILENCE);
        assertThat(streams.streams.keySet()).containsExactly("a");
    }
}
