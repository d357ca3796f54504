package org.streamlistening.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final List<Double> HUNDRED =
            IntStream.rangeClosed(1, 100).mapToObj(i -> (double) (101 - i)).toList();

    @Test
    void theMedianIsTheMiddleValueOrTheMeanOfTheMiddleTwo() {
        assertThat(Samples.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Samples.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3);
        assertThat(Samples.median(List.of(7.0))).isEqualTo(7);
    }

    @Test
    void aPercentileIsTheSmallestValueThatEnoughValuesDoNotExceed() {
        assertThat(Samples.percentile(HUNDRED, 0.5)).isEqualTo(50);
        assertThat(Samples.percentile(HUNDRED, 0.99)).isEqualTo(99);
        assertThat(Samples.percentile(HUNDRED, 0.991)).isEqualTo(100);
        assertThat(Samples.percentile(HUNDRED, 1)).isEqualTo(100);
        assertThat(Samples.percentile(HUNDRED, 0)).isEqualTo(1);
        assertThat(Samples.percentile(List.of(5.0), 0.99)).isEqualTo(5);
    }

    @Test
    void nothingHasNoMedian() {
        assertThatThrownBy(() -> Samples.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
