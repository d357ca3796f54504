package org.streamlistening.internal.consume.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogStateTest {

    private final RecordCodec codec = new RecordCodec();

    @Test
    void theFirstRecordSetsTheVersion() {
        LogState state = after(new LogRecord(41, "a", 2, "x", "before"));
        assertThat(state.version()).isEqualTo(41);
        assertThat(state.last().content()).isEqualTo("x");
        assertThat(state.previous()).isEqualTo("before");
        assertThat(state.highestEpoch()).isEqualTo(2);
    }

    @Test
    void nothingCountsBeforeAFirstRecord() {
        LogState state = after(record(1, "a"), record(2, "b"));
        assertThat(state.begun()).isFalse();
        assertThat(state.version()).isZero();
        assertThat(after(record(1, "a"), first(1, "b")).last().id()).isEqualTo("b");
    }

    @Test
    void theNextVersionCounts() {
        assertThat(after(first(1, "a"), record(2, "b")).last().id()).isEqualTo("b");
    }

    @Test
    void theFirstOfTwoRecordsWithOneVersionCounts() {
        assertThat(after(first(1, "a"), record(2, "b"), record(2, "c")).last().id())
                .isEqualTo("b");
    }

    @Test
    void earlierAndLaterVersionsAreIgnored() {
        assertThat(after(first(3, "a"), record(3, "b"), record(2, "c"), record(5, "d"))
                        .last()
                        .id())
                .isEqualTo("a");
        assertThat(after(first(3, "a"), record(5, "b"), record(4, "c")).last().id())
                .isEqualTo("c");
    }

    @Test
    void onlyTheFirstRecordNamesTheStreamBefore() {
        assertThat(after(record(1, "a").after("before"), new LogRecord(2, "b", 0, "x", "other"))
                        .previous())
                .isEqualTo("before");
    }

    @Test
    void epochsOfIgnoredRecordsCount() {
        LogState state = after(new LogRecord(1, "a", 3, "x", ""), new LogRecord(1, "b", 7, "x", null));
        assertThat(state.highestEpoch()).isEqualTo(7);
        assertThat(state.withEpoch(5).highestEpoch()).isEqualTo(7);
        assertThat(state.withEpoch(9).highestEpoch()).isEqualTo(9);
    }

    @Test
    void foreignMessagesCountAsSizeOnly() {
        LogState state = LogState.EMPTY.after(Optional.empty(), 100).after(Optional.of(first(1, "a")), 50);
        assertThat(state.version()).isEqualTo(1);
        assertThat(state.records()).isEqualTo(2);
        assertThat(state.characters()).isEqualTo(150);
    }

    @Test
    void recordsSurviveTheirEncoding() {
        LogRecord first = new LogRecord((1L << 53) - 2, "id", 9, "{\"a\":\"\\\u00e9\u65e5\ud83d\ude00\n\u0000\"}", "s");
        assertThat(codec.decode(codec.encode(first))).contains(first);
        LogRecord without = record(0, "");
        assertThat(codec.decode(codec.encode(without))).contains(without);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "[]",
                "{}",
                "\"text\"",
                "no json",
                "{\"version\":\"1\",\"id\":\"a\",\"epoch\":0,\"content\":\"\"}",
                "{\"version\":1.5,\"id\":\"a\",\"epoch\":0,\"content\":\"\"}",
                "{\"version\":-1,\"id\":\"a\",\"epoch\":0,\"content\":\"\"}",
                "{\"version\":1,\"id\":\"a\",\"epoch\":1e300,\"content\":\"\"}",
                "{\"version\":1,\"id\":\"a\",\"epoch\":9007199254740991,\"content\":\"\"}",
                "{\"version\":1,\"id\":\"a\",\"epoch\":0,\"content\":{}}",
                "{\"version\":1,\"id\":7,\"epoch\":0,\"content\":\"\"}"
            })
    void messagesOfOtherProgramsAreNoRecords(String foreign) {
        assertThat(codec.decode(foreign)).isEmpty();
    }

    private LogState after(LogRecord... records) {
        LogState state = LogState.EMPTY;
        for (LogRecord record : records) {
            state = state.after(Optional.of(record), 10);
        }
        return state;
    }

    private static LogRecord first(long version, String id) {
        return record(version, id).after(null);
    }

    private static LogRecord record(long version, String id) {
        return new LogRecord(version, id, 0, "x", null);
    }
}
