package org.streamlistening.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.answer.control.OpenAnswer;
import org.streamlistening.support.ModelTime;

/** What is read of a stream: a page at a time, and no more than is needed. */
class TakeOverTest {

    private static final int LENGTH = 400;

    private final Random random = new Random(1);
    private final ModelAnswerStreams streams = new ModelAnswerStreams(random, new ModelTime(random), Duration.ZERO);
    private final TakeOver takeOver = new TakeOver(streams, AnswerJson.failed("It broke."));
    private final OpenAnswer answer = OpenAnswer.of("a", OpenAnswer::randomId);

    private static String deltas() {
        return IntStream.range(0, LENGTH)
                .mapToObj(number -> AnswerJson.delta("text" + number))
                .collect(Collectors.joining(","));
    }

    private void create(String... messages) {
        streams.create("a", "[" + String.join(",", List.of(messages)) + "]");
    }

    private String started() {
        return AnswerJson.started(answer.producer());
    }

    @Test
    void readsTheBeginningOfALongAnswerOnly() {
        create(started(), deltas());
        assertThat(takeOver.end(answer)).isTrue();
        assertThat(streams.streams.get("a").pagesRead).isEqualTo(1);
        assertThat(streams.streams.get("a").closed).isTrue();
    }

    @Test
    void findsAnAnswerBehindMessagesOfTheApplication() {
        create(deltas(), started());
        assertThat(takeOver.isBegun(answer)).isTrue();
        assertThat(takeOver.end(answer)).isTrue();
        assertThat(streams.streams.get("a").messages).last().isEqualTo(AnswerJson.failed("It broke."));
    }

    @Test
    void endsNoStreamWithoutTheAnswer() {
        create(AnswerJson.started("answer-other"), deltas());
        assertThat(takeOver.end(answer)).isFalse();
        assertThat(streams.streams.get("a").closed).isFalse();
    }

    @Test
    void endsNoAnswerThatHasEnded() {
        create(started(), deltas(), AnswerJson.DONE);
        streams.close("a");
        assertThat(takeOver.end(answer)).isFalse();
        assertThat(streams.streams.get("a").messages).last().isEqualTo(AnswerJson.DONE);
    }

    @Test
    void aForkReadsUpToItsPosition() {
        create(started(), deltas());
        AnswerFork fork = AnswerFork.of(streams, StreamId.of("a"), new StreamPosition(Offset.BEGINNING, 2));
        assertThat(fork.copied()).containsExactly(started(), AnswerJson.delta("text0"));
        assertThat(streams.streams.get("a").pagesRead).isEqualTo(1);
    }

    @Test
    void aForkReadsSeveralPagesIfItMust() {
        create(started(), deltas());
        AnswerFork fork = AnswerFork.of(streams, StreamId.of("a"), new StreamPosition(Offset.of("1"), LENGTH));
        assertThat(fork.copied()).hasSize(LENGTH).last().isEqualTo(AnswerJson.delta("text" + (LENGTH - 1)));
        StreamPosition beyond = new StreamPosition(Offset.of("1"), LENGTH + 3);
        assertThatThrownBy(() -> AnswerFork.of(streams, StreamId.of("a"), beyond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ends 3 messages before the position");
    }
}
