package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Waits for the tokens that a session receives. */
final class Tokens {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Tokens() {}

    /** Waits until the session has received exactly the tokens with these numbers, in order. */
    static void await(Browser session, int from, int to) {
        List<Integer> all = IntStream.range(from, to).boxed().toList();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(session.look().tokens()).isEqualTo(all));
    }
}
