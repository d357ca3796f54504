package org.streamlistening.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamPosition;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.runtime.ConsumerSettings;
import org.streamlistening.support.ModelServers;
import org.streamlistening.support.ModelTime;

/**
 * Servers share a consumer. Each can be killed, frozen, stopped and commanded at any time, and the store fails or answers
 * late, in any order of the threads. Of all servers only the owner delivers, in order, from the last checkpoint on;
 * after a pause and a seek nothing of before is delivered; and a server that is left delivers everything.
 */
class ConsumersPropertyTest {

    private static final Duration TERM = Duration.ofSeconds(12);

    /** The events that can happen between two steps of a thread. */
    enum Act {
        STEP,
        APPEND,
        APPEND_MORE,
        INSTANT_PASSES,
        TIME_PASSES,
        TERM_PASSES,
        STORE_FAILS,
        STORE_FAILS_OFTEN,
        LATE_WRITE_ARRIVES,
        START,
        KILL,
        FREEZE,
        STORE_HAS_NO_THREAD,
        THAW,
        END,
        PAUSE,
        RESUME,
        RESUME_AND_PAUSE,
        SEEK,
        FOLLOW,
        NO_THREAD,
        OBSERVER_THROWS,
        OBSERVER_THROWS_TWICE,
        OBSERVER_PAUSES,
        OBSERVER_SEEKS
    }

    @Property(tries = 400)
    void oneServerDeliversEverything(
            @ForAll @Size(max = 150) List<Act> acts,
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 4) int servers,
            @ForAll boolean configured) {
        World world = new World(seed, servers, configured);
        acts.forEach(world::act);
        world.finish();
    }

    /** Nobody gives a command, and much is delivered while the owner cannot renew its claim. */
    @Property(tries = 400)
    void anOwnerThatCannotRenewStopsInTime(
            @ForAll("ownership") List<Act> acts, @ForAll long seed, @ForAll @IntRange(min = 2, max = 3) int servers) {
        World world = new World(seed, servers, true);
        world.append(60);
        acts.forEach(world::act);
        world.finish();
    }

    @Provide
    Arbitrary<List<Act>> ownership() {
        return Arbitraries.of(
                        Act.STEP,
                        Act.APPEND_MORE,
                        Act.INSTANT_PASSES,
                        Act.TIME_PASSES,
                        Act.TIME_PASSES,
                        Act.STORE_HAS_NO_THREAD,
                        Act.STORE_FAILS_OFTEN,
                        Act.FREEZE,
                        Act.THAW)
                .list()
                .ofMaxSize(150);
    }

    private static final class World {

        private final Random random;
        private final ModelTime time;
        private final ModelStreams streams;
        private final ModelRegister register;
        private final ConsumerSettings.Consumer settings;
        private final ModelServers<ModelServer> servers;
        private int started;

        World(long seed, int servers, boolean configured) {
            random = new Random(seed);
            time = new ModelTime(random);
            streams = new ModelStreams(random);
            settings = new ConsumerSettings.Consumer(
                    "audit",
                    configured ? Optional.of("s") : Optional.empty(),
                    StreamPosition.BEGINNING,
                    Policies.DEFAULTS,
                    LiveMode.LONG_POLL,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    TERM.dividedBy(20),
                    Optional.empty());
            register = new ModelRegister(random, time, TERM, settings.initial());
            this.servers = new ModelServers<>(random, time, servers, this::newServer);
        }

        private ModelServer newServer() {
            return new ModelServer("run" + ++started, random, time, register, streams, settings, TERM);
        }

        void act(Act act) {
            ModelServer server = servers.any();
            boolean awake = !server.isFrozen();
            switch (act) {
                case STEP -> time.step();
                case APPEND -> append(1);
                case APPEND_MORE -> append(10);
                case INSTANT_PASSES -> time.pass(TERM.dividedBy(100));
                case TIME_PASSES -> time.pass(TERM.dividedBy(2 + random.nextInt(20)));
                case TERM_PASSES -> time.pass(TERM.dividedBy(2).multipliedBy(1 + random.nextInt(4)));
                case STORE_FAILS -> register.failNext();
                case STORE_FAILS_OFTEN -> {
                    for (int i = 0; i < 6; i++) {
                        register.failNext();
                    }
                }
                case LATE_WRITE_ARRIVES -> register.arrive();
                case START -> servers.startIfFew();
                case KILL -> {
                    server.kill();
                    servers.remove(server);
                }
                case FREEZE -> server.freeze();
                case STORE_HAS_NO_THREAD -> server.storeThreads.freeze(true);
                case THAW -> server.thaw();
                case END -> {
                    if (awake) {
                        server.end();
                        servers.remove(server);
                    }
                }
                case PAUSE, RESUME, SEEK, FOLLOW -> {
                    if (awake) {
                        command(server, act);
                    }
                }
                case RESUME_AND_PAUSE -> {
                    if (awake) {
                        append(1);
                        command(server, Act.RESUME);
                        servers.steps(random.nextInt(6));
                        command(server, Act.PAUSE);
                        servers.steps(random.nextInt(6));
                        command(server, Act.RESUME);
                    }
                }
                case NO_THREAD -> (random.nextBoolean() ? server.threads : server.storeThreads).rejectNext();
                case OBSERVER_THROWS -> server.throwNext();
                case OBSERVER_THROWS_TWICE ->
                    server.callNext(() -> {
                        server.throwNext();
                        throw new IllegalStateException("as scripted, and again");
                    });
                case OBSERVER_PAUSES -> server.callNext(server::pause);
                case OBSERVER_SEEKS -> server.callNext(() -> command(server, Act.SEEK));
            }
            servers.someSteps();
        }

        private void append(int count) {
            for (int i = 0; i < count; i++) {
                streams.append(settings.stream().isPresent() || random.nextBoolean() ? "s" : "t");
            }
        }

        private void command(ModelServer server, Act act) {
            boolean configured = settings.stream().isPresent();
            String streamId = server.consumer.getStreamId();
            switch (act) {
                case PAUSE -> server.pause();
                case RESUME -> server.consumer.resume();
                case SEEK -> {
                    if (streamId != null) {
                        // Without a configured stream, a call of another server can make this one void.
                        server.seek(streams.anyPosition(streamId), configured);
                    }
                }
                default -> {
                    if (!configured) {
                        server.consumer.follow(random.nextBoolean() ? "s" : "t");
                    }
                }
            }
        }

        void finish() {
            register.quiet();
            time.quiet();
            ModelServer last = servers.any();
            for (ModelServer server : servers.living()) {
                server.quiet();
                if (server != last) {
                    boolean unused = endOrKill(server);
                }
            }
            last.thaw();
            // The commands of the others take effect before the last ones, or not at all.
            quietTime(60);
            if (settings.stream().isEmpty()) {
                last.consumer.follow("s");
            }
            last.consumer.resume();
            append(3);
            awaitDelivery();
            // The owner renews its claim also without messages and commands.
            quietTime(30);
            assertThat(register.position()).as("the last checkpoint").isEqualTo(streams.size("s"));
            append(3);
            awaitDelivery();
            pauseAndResume(last, last);
            ModelServer other = servers.start();
            pauseAndResume(other, last);
            pauseAndResume(last, other);
            other.seek(streams.anyPosition("s"), true);
            quietTime(20);
            awaitDelivery();
            other.pause();
            servers.steps(random.nextInt(4));
            boolean released = servers.living().stream().filter(this::endOrKill).count() == 2;
            stopsForGood();
            assertThat(register.state().hasOwner() && released)
                    .as("not released")
                    .isFalse();
        }

        /** Returns whether the server was stopped, and not killed. */
        private boolean endOrKill(ModelServer server) {
            servers.remove(server);
            boolean stopped = random.nextBoolean() && !server.isFrozen();
            if (stopped) {
                server.end();
            } else {
                server.kill();
            }
            return stopped;
        }

        private void awaitDelivery() {
            for (int i = 0; i < 400 && !isDelivered(); i++) {
                quietTime();
            }
            assertThat(isDelivered())
                    .as(() -> "everything was delivered: " + register + ", " + servers)
                    .isTrue();
        }

        private boolean isDelivered() {
            String streamId = register.state().streamId();
            return streamId != null && register.isDelivered(streams.size(streamId));
        }

        private void quietTime(int times) {
            for (int i = 0; i < times; i++) {
                quietTime();
            }
        }

        private void quietTime() {
            servers.steps(20);
            time.pass(TERM.dividedBy(20));
            if (random.nextInt(4) == 0) {
                register.arrive();
            }
        }

        private void pauseAndResume(ModelServer pausing, ModelServer resuming) {
            pausing.pause();
            quietTime(40);
            int before = delivered();
            append(5);
            quietTime(40);
            assertThat(delivered())
                    .as(() -> "delivered in the pause: " + register + ", " + servers)
                    .isEqualTo(before);
            resuming.consumer.resume();
            quietTime(20);
            awaitDelivery();
        }

        private int delivered() {
            return servers.living().stream().mapToInt(ModelServer::delivered).sum();
        }

        /** After the end of all servers, no task and no timer is left. */
        private void stopsForGood() {
            append(5);
            quietTime(200);
            assertThat(time.isIdle()).as("idle").isTrue();
        }
    }
}
