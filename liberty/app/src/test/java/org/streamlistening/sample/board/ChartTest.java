package org.streamlistening.sample.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChartTest {

    @Test
    void drawsTheMinuteIntoItsBox() {
        Chart chart = new Chart("Longest delay", "ms", 0, 1000, 250);
        assertThat(chart.getLine()).isEqualTo("0,40 2,0 4,30");
        assertThat(chart.getArea()).isEqualTo("0,40 0,40 2,0 4,30 4,40");
        assertThat(chart.getMarks()).containsExactly("1,000", "500", "0");
        assertThat(new Chart("Lag", "messages", 0, 0).getLine()).isEqualTo("0,40 2,40");
        assertThat(new Chart("Lag", "messages", 0, 3).getLine()).isEqualTo("0,40 2,10");
        assertThat(new Chart("Rate", "messages/s", 7).getLine()).isEqualTo("0,12");
    }

    @Test
    void tellsAScreenReaderTheUnits() {
        assertThat(new Chart("Longest delay", "ms", 0, 1000, 500).getDescription())
                .isEqualTo("Longest delay: 500 ms now, 1,000 ms at most in the last minute");
        assertThat(new Chart("Rate", "messages/s", 20, 1).getDescription())
                .isEqualTo("Rate: 1 message/s now, 20 messages/s at most in the last minute");
        assertThat(new Chart("Lag", "messages", 0).getDescription())
                .isEqualTo("Lag: 0 messages now, 0 messages at most in the last minute");
    }

    @Test
    void hasARoundScaleWithAWholeHalf() {
        int[] most = {0, 2, 3, 4, 5, 10, 11, 21, 41, 100, 101, 40_001};
        int[] tops = {2, 2, 4, 4, 10, 10, 20, 40, 100, 100, 200, 100_000};
        for (int i = 0; i < most.length; i++) {
            assertThat(Scale.of(most[i]).top()).as("of %d", most[i]).isEqualTo(tops[i]);
        }
        assertThat(Scale.of(Integer.MAX_VALUE).top()).isEqualTo(Integer.MAX_VALUE);
    }
}
