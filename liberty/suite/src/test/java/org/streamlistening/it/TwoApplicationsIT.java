package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two applications on one server, each with its own copy of the library. */
@ExtendWith(ArquillianExtension.class)
class TwoApplicationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EMBEDDED = "durable-streams.embedded.enabled=true\n";
    private static final String STREAM = "of/each";

    @Deployment(name = "left", testable = false)
    static WebArchive left() {
        return Deployments.control("left.war", EMBEDDED);
    }

    @Deployment(name = "right", testable = false)
    static WebArchive right() {
        return Deployments.control("right.war", EMBEDDED);
    }

    @Test
    void applicationsReceiveNothingOfEachOther() {
        List<Browser> all = List.of("left", "right").stream()
                .map(name -> new Browser(Deployments.uri(name)))
                .toList();
        for (Browser one : all) {
            one.call("create", "stream", STREAM);
            one.call("listen", "stream", STREAM);
        }
        for (int i = 0; i < all.size(); i++) {
            all.get(i).call("append", "stream", STREAM, "from", 10 * i, "to", 10 * i + 5);
        }
        for (int i = 0; i < all.size(); i++) {
            Browser one = all.get(i);
            List<Integer> own = IntStream.range(10 * i, 10 * i + 5).boxed().toList();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(one.look().tokens()).isEqualTo(own));
        }
        for (Browser one : all) {
            assertThat(one.look().tokens()).hasSize(5);
            assertThat(one.look().events()).doesNotContain("RETRYING");
        }
    }
}
