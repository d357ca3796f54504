package org.streamlistening.internal.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class IncarnationIdsTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private volatile Instant now = NOON;

    @Test
    void growForAnyClockAndAnyRandomNumbers() {
        IncarnationIds incarnationIds = incarnations(StreamOffset.UNNAMED);
        long last = StreamOffset.UNNAMED;
        for (int i = 0; i < 10_000; i++) {
            now = NOON.plusSeconds(RandomGenerator.getDefault().nextInt(-100_000, 100_000));
            long next = incarnationIds.next();
            assertThat(next).isGreaterThan(last);
            last = next;
        }
    }

    @Test
    void areGreaterThanThoseInUseAfterARestartWithAClockThatIsBehind() {
        long used = incarnations(StreamOffset.UNNAMED).next();
        now = NOON.minusSeconds(86_400);
        assertThat(incarnations(used).next()).isGreaterThan(used);
    }

    @Test
    void areOthersAfterARestartThatRemembersNothing() {
        Set<Long> first = new HashSet<>();
        for (int start = 0; start < 5; start++) {
            first.add(incarnations(StreamOffset.UNNAMED).next());
        }
        // At the same moment: a random number of six digits distinguishes them.
        assertThat(first).hasSizeGreaterThan(1);
    }

    @Test
    void fitIntoAnOffsetForAsLongAsThereAreClocks() {
        for (Instant time : new Instant[] {Instant.EPOCH, Instant.MIN, Instant.MAX, NOON}) {
            now = time;
            String token = new StreamOffset(incarnations(StreamOffset.UNNAMED).next(), 999_999_999_999_999L).token();
            assertThat(token).matches("\\d{16}_9{15}0").doesNotStartWith("0000000000000000");
        }
    }

    private IncarnationIds incarnations(long last) {
        return new IncarnationIds(() -> now, RandomGenerator.getDefault(), last);
    }
}
