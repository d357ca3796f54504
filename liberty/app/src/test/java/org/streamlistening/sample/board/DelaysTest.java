package org.streamlistening.sample.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DelaysTest {

    private static Delays of(int... millis) {
        Delays delays = Delays.NONE;
        for (int delay : millis) {
            delays = delays.and(delay);
        }
        return delays;
    }

    @Test
    void areExactWhereDeliveriesAreFast() {
        assertThat(of(1, 2, 9).median()).isEqualTo(2);
        assertThat(of(1, 2, 9).percentile99()).isEqualTo(9);
        assertThat(of(0, 15).median()).isZero();
        assertThat(Delays.NONE.median()).isZero();
        assertThat(Delays.NONE.percentile99()).isZero();
    }

    @Test
    void areNeverTooShortAndNeverLongerThanTheLongest() {
        for (int delay = 1; delay > 0; delay += 1 + delay / 7) {
            Delays delays = of(delay, Integer.MAX_VALUE);
            assertThat(delays.median()).isGreaterThanOrEqualTo(delay).isLessThanOrEqualTo((int)
                    Math.min(Integer.MAX_VALUE, delay + (long) delay / 8));
            assertThat(of(delay).median()).isEqualTo(delay);
            assertThat(delays.percentile99()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void areTextsWithAUnit() {
        assertThat(of(1705).getMedian()).isEqualTo("1,705 ms");
        assertThat(of(3).getPercentile99()).isEqualTo("3 ms");
        assertThat(Delays.NONE.getMedian()).isEqualTo("none");
    }

    @Test
    void ofSeveralStreamsAreOne() {
        Delays sum = of(1, 1, 300).and(of(5));
        assertThat(sum.median()).isEqualTo(1);
        assertThat(sum.max()).isEqualTo(300);
        assertThat(of(5).and(of(1, 1, 300)).percentile99()).isEqualTo(300);
    }
}
