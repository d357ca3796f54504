package org.streamlistening.internal.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.Logged;
import org.streamlistening.internal.ownership.SimulatedCluster.Appends;
import org.streamlistening.internal.ownership.SimulatedCluster.Node;

/**
 * The hand-over between servers under faults at any step: servers end or freeze, reads and appends fail, containers
 * reject tasks, and the stream is closed, deleted or trimmed.
 */
class HandoverPropertyTest {

    private static final int[] ERROR_STATUSES = {400, 401, 403, 404, 405, 410, 0};

    private static void act(SimulatedCluster cluster, int act, Node one, Random random) {
        switch (act) {
            case 0, 1 -> {
                if (one.runs()) {
                    one.request();
                }
            }
            case 2 -> one.frozen = !one.frozen;
            case 3 -> one.readError = ERROR_STATUSES[random.nextInt(ERROR_STATUSES.length)];
            case 4 -> one.readError = 0;
            case 5 -> one.appends = Appends.values()[random.nextInt(Appends.values().length)];
            case 6 -> one.appends = Appends.ACCEPTED;
            case 7 -> cluster.loses(random.nextInt(4));
            case 8 -> cluster.closed = random.nextInt(4) == 0;
            case 9 -> one.dead = random.nextInt(8) == 0 && cluster.alive().count() > 1;
            case 13 -> one.noThread = true;
            case 10 -> one.copy.rejectsOnce = true;
            case 11, 12 -> cluster.passes(Duration.ofSeconds(1 + random.nextInt(6)));
            default -> {
                for (int steps = random.nextInt(6); steps >= 0 && one.runs(); steps--) {
                    one.works();
                    one.receives();
                }
            }
        }
    }

    @Property(tries = 1_000)
    void underAnyFaultOneServerDeliversAndNoListenerIsSilentForEver(
            @ForAll @IntRange(min = 1, max = 4) int servers,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 24) Integer> acts,
            @ForAll long seed) {
        Random random = new Random(seed);
        SimulatedCluster cluster = new SimulatedCluster(servers, random);
        cluster.nodes.get(0).createSession();
        for (int act : acts) {
            act(cluster, act, cluster.nodes.get(random.nextInt(servers)), random);
            assertThat(cluster.deliveringKnowingly()).isLessThan(2);
        }
        cluster.heals();
        assertThat(cluster.alive().allMatch(Node::isUpToDate))
                .as("all receive notices again")
                .isTrue();
        assertThat(cluster.alive().filter(node -> node.copy.delivers)).hasSizeLessThan(2);
        assertThat(cluster.alive().map(node -> node.copy).filter(copy -> !copy.over && !copy.delivers))
                .as("listeners that wait for ever")
                .isEmpty();
        Node next = cluster.alive().toList().get(0);
        ListenerCopy copy = next.request();
        cluster.heals();
        assertThat(copy.delivers).as("the next request").isTrue();
        assertThat(cluster.alive().filter(node -> node.copy.delivers)).hasSize(1);
    }

    /** After any number of failed reads, the server receives a claim that was made meanwhile. */
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 410, 451})
    void anErrorResponseDoesNotEndTheSubscription(int status) {
        SimulatedCluster cluster = new SimulatedCluster(2, new Random(1));
        ListenerCopy had = cluster.nodes.get(0).createSession();
        cluster.heals();
        cluster.nodes.get(0).readError = status;
        for (int i = 0; i < 20; i++) {
            cluster.nodes.get(0).receives();
            cluster.passes(Duration.ofSeconds(4));
            cluster.nodes.get(0).works();
        }
        assertThat(had.delivers).isTrue();
        ListenerCopy here = cluster.nodes.get(1).request();
        cluster.heals();
        assertThat(had.delivers).isFalse();
        assertThat(here.delivers).isTrue();
    }

    @Test
    void logsOneWarningForManyFailures() {
        SimulatedCluster cluster = new SimulatedCluster(1, new Random(1));
        Node node = cluster.nodes.get(0);
        node.works();
        node.readError = 401;
        try (Logged logged = Logged.warnings()) {
            for (int i = 0; i < 20; i++) {
                node.receives();
                cluster.passes(Duration.ofSeconds(4));
                node.works();
            }
            assertThat(logged.sentences())
                    .singleElement()
                    .asString()
                    .startsWith("DS-036")
                    .endsWith("rejected");
        }
    }
}
