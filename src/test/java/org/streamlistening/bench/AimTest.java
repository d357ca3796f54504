package org.streamlistening.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AimTest {

    @Test
    void anAbsoluteAimIsAnUpperLimit() {
        Aim aim = Aim.atMost(100);
        assertThat(aim.isMet(100, peer -> Optional.empty())).contains(true);
        assertThat(aim.isMet(101, peer -> Optional.empty())).contains(false);
        assertThat(aim.text()).isEqualTo("≤ 100");
    }

    @Test
    void anAimForATimeIsAtMostAMultipleOfThePeer() {
        Aim aim = Aim.times(1.25, Contender.Column.LOOP);
        assertThat(aim.isMet(50, peer -> Optional.of(40.0))).contains(true);
        assertThat(aim.isMet(51, peer -> Optional.of(40.0))).contains(false);
        assertThat(aim.text()).isEqualTo("≤ 1.25 × loop by hand");
    }

    @Test
    void anAimForARateIsAtLeastAMultipleOfThePeer() {
        Aim aim = Aim.atLeastTimes(2, Contender.Column.REFERENCE);
        assertThat(aim.isMet(80, peer -> Optional.of(40.0))).contains(true);
        assertThat(aim.isMet(79, peer -> Optional.of(40.0))).contains(false);
        assertThat(aim.text()).isEqualTo("≥ 2 × reference server");
    }

    @Test
    void withoutThePeerItIsUnknown() {
        assertThat(Aim.times(2, Contender.Column.LOOP).isMet(1, peer -> Optional.empty()))
                .isEmpty();
    }
}
