package org.streamlistening.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.streamlistening.metrics.DelayQuantiles;

class DelayHistogramTest {

    /** Any time: that of the system can be negative. */
    private long now = -Duration.ofSeconds(30).toNanos();

    private final DelayHistogram delays = new DelayHistogram(now);

    private void add(int times, Duration delay) {
        for (int i = 0; i < times; i++) {
            delays.add(now, now - delay.toNanos());
        }
    }

    private DelayQuantiles recentAfter(Duration pause) {
        now += pause.toNanos();
        return delays.recent(now);
    }

    @Test
    void quantilesAreNeverTooSmallAndAtMostTheLongestDelay() {
        add(90, Duration.ofMillis(3));
        add(8, Duration.ofMillis(150));
        add(2, Duration.ofMillis(1_700));
        DelayQuantiles recent = recentAfter(Duration.ZERO);
        assertThat(recent.getCount()).isEqualTo(100);
        assertThat(recent.getMedian()).isEqualTo(Duration.ofMillis(5));
        assertThat(recent.getPercentile95()).isEqualTo(Duration.ofMillis(200));
        assertThat(recent.getPercentile99()).isEqualTo(Duration.ofMillis(1_700));
        assertThat(recent.getMax()).isEqualTo(Duration.ofMillis(1_700));
    }

    @Test
    void aBoundBelongsToTheRangeBelowIt() {
        add(1, Duration.ofMillis(10));
        add(1, Duration.ofMillis(11));
        assertThat(recentAfter(Duration.ZERO).getMedian()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void aDelayBeyondAllBoundsCounts() {
        add(1, Duration.ofHours(1));
        assertThat(recentAfter(Duration.ZERO).getPercentile99()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void delaysCountForOneToTwoMinutes() {
        add(1, Duration.ofSeconds(3));
        assertThat(recentAfter(Duration.ofSeconds(61)).getMax()).isEqualTo(Duration.ofSeconds(3));
        add(1, Duration.ofMillis(1));
        assertThat(recentAfter(Duration.ofSeconds(58)).getCount()).isEqualTo(2);
        DelayQuantiles later = recentAfter(Duration.ofSeconds(3));
        assertThat(later.getCount()).isEqualTo(1);
        assertThat(later.getMax()).isEqualTo(Duration.ofMillis(1));
        assertThat(recentAfter(Duration.ofMinutes(10)).getCount()).isZero();
        assertThat(delays.count()).isEqualTo(2);
        assertThat(delays.totalNanos()).isEqualTo(Duration.ofMillis(3_001).toNanos());
    }

    @Test
    void allIsZeroWithoutDeliveries() {
        DelayQuantiles recent = recentAfter(Duration.ZERO);
        assertThat(recent.getCount()).isZero();
        assertThat(recent.getMedian()).isZero();
        assertThat(recent.getMax()).isZero();
    }
}
