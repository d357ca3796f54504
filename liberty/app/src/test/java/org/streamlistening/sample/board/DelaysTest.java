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
        assertThat(of(1, 2, 9).getMedian()).isEqualTo(2);
        assertThat(of(1, 2, 9).getPercentile99()).isEqualTo(9);
        assertThat(of(0, 15).getMedian()).isZero();
        assertThat(Delays.NONE.getMedian()).isZero();
        assertThat(Delays.NONE.getPercentile99()).isZero();
    }

    @Test
    void areNeverTooShortAndNeverLongerThanTheLongest() {
        for (int delay = 1; delay > 0; delay += 1 + delay / 7) {
            Delays delays = of(delay, Integer.MAX_VALUE);
            assertThat(delays.getMedian()).isGreaterThanOrEqualTo(delay).isLessThanOrEqualTo((int)
                    Math.min(Integer.MAX_VALUE, delay + (long) delay / 8));
            assertThat(of(delay).getMedian()).isEqualTo(delay);
            assertThat(delays.getPercentile99()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void ofSeveralStreamsAreOne() {
        Delays sum = of(1, 1, 300).and(of(5));
        assertThat(sum.getMedian()).isEqualTo(1);
        assertThat(sum.getMax()).isEqualTo(300);
        assertThat(of(5).and(of(1, 1, 300)).getPercentile99()).isEqualTo(300);
    }
}
