package org.streamlistening.sample.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeriesTest {

    private static final long START = 1_796_000_000_000L;

    private Series series = Series.NONE;

    private void deliver(long number, long writtenAt, long now) {
        series = series.and(new Reading(number, writtenAt), now);
    }

    private static int[] last(int count, int... values) {
        return Arrays.copyOfRange(values, values.length - count, values.length);
    }

    @Test
    void countsTheMessagesOfEachSecond() {
        deliver(1, START, START);
        deliver(2, START, START + 900);
        deliver(3, START, START + 2000);
        assertThat(last(3, series.counts())).containsExactly(2, 0, 1);
    }

    @Test
    void keepsTheLongestDelayOfEachSecond() {
        deliver(1, START - 40, START);
        deliver(2, START - 7, START);
        assertThat(last(1, series.delays())).containsExactly(40);
    }

    @Test
    void countsOldMessagesWithoutTheirAge() {
        series = series.andOld(new Reading(1, START - 9_000), START);
        deliver(2, START - 3, START);
        assertThat(last(1, series.counts())).containsExactly(2);
        assertThat(last(1, series.delays())).containsExactly(3);
        assertThat(series.last()).isEqualTo(2);
    }

    @Test
    void forgetsWhatIsOlderThanAMinute() {
        deliver(1, START, START);
        assertThat(series.at(START + 59_000).counts()[0]).isEqualTo(1);
        assertThat(series.at(START + 60_000).counts()).containsOnly(0);
        assertThat(series.at(START + 600_000).last()).isEqualTo(1);
    }

    @Test
    void tellsHowFarItIsBehindTheWriter() {
        Series written = Series.NONE;
        for (int number = 1; number <= 5; number++) {
            written = written.and(new Reading(number, START), START + number * 1000L);
        }
        deliver(1, START, START + 1000);
        long now = START + 5000;
        assertThat(last(5, series.at(now).behind(written.at(now)))).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void itsMedianAndPercentileAgreeWithTheLongestDelayOfEachSecond() {
        for (int number = 1; number <= 200; number++) {
            deliver(number, START - number, START);
        }
        assertThat(series.recent().max()).isZero();
        Series later = series.at(START + 1000);
        assertThat(later.recent().median()).isBetween(100, 112);
        assertThat(later.recent().percentile99()).isBetween(198, 200);
        assertThat(later.recent().max()).isEqualTo(200);
        assertThat(Arrays.stream(later.delays()).max()).hasValue(200);
    }
}
