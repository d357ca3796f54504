package org.streamlistening.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.StopResult;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.internal.answer.ModelServer.Written;
import org.streamlistening.internal.answer.control.ModelStreams;
import org.streamlistening.support.ModelServers;
import org.streamlistening.support.ModelTime;

/**
 * Servers write answers, and each can be killed, frozen and stopped at any time, while requests fail, arrive late or last
 * long. Each answer that was begun ends with one terminal message, after which nothing follows; its text is that of the
 * application, in order and without gaps; and if its server dies, it ends within the configured silence.
 */
class AnswersPropertyTest {

    private static final Duration SILENCE = Duration.ofSeconds(32);

    /** Some answers fill a log, which another one replaces. */
    private static final int MAX_RECORDS = 3;

    /** The events that can happen between two steps of a thread. */
    enum Act {
        STEP,
        OPEN,
        WRITE,
        WRITE_MORE,
        END,
        STOP,
        INSTANT_PASSES,
        TIME_PASSES,
        SILENCE_PASSES,
        REQUEST_FAILS,
        REQUESTS_FAIL,
        LATE_REQUEST_ARRIVES,
        NO_THREAD,
        START,
        RESPONSE_TO_THE_END_OF_A_LOG_IS_LOST,
        HALT,
        KILL,
        FREEZE,
        THAW,
        UNDEPLOY
    }

    @Property(tries = 500)
    void eachAnswerEndsOnce(
            @ForAll @Size(max = 120) List<Act> acts,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int servers) {
        World world = new World(seed, servers, SILENCE.multipliedBy(2));
        acts.forEach(world::act);
        world.finish();
    }

    /** Nobody is killed or frozen: then no answer is taken over, and each stop arrives. */
    @Property(tries = 300)
    void aLivingServerKeepsItsAnswers(
            @ForAll("peaceful") List<Act> acts, @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int servers) {
        World world = new World(seed, servers, SILENCE.dividedBy(1000));
        for (int i = 0; i < acts.size(); i++) {
            world.act(acts.get(i));
            if (acts.get(i) == Act.TIME_PASSES || acts.get(i) == Act.HALT || i % 5 == 0) {
                world.servers.settle();
            }
        }
        world.servers.settle();
        world.noneIsTakenOver();
        world.stopsArrive();
        world.finish();
    }

    @Provide
    Arbitrary<List<Act>> peaceful() {
        return Arbitraries.of(
                        Act.OPEN,
                        Act.OPEN,
                        Act.WRITE,
                        Act.WRITE_MORE,
                        Act.END,
                        Act.END,
                        Act.STOP,
                        Act.STOP,
                        Act.REQUEST_FAILS,
                        Act.RESPONSE_TO_THE_END_OF_A_LOG_IS_LOST,
                        Act.HALT,
                        Act.HALT,
                        Act.NO_THREAD,
                        Act.INSTANT_PASSES,
                        Act.TIME_PASSES)
                .list()
                .ofMaxSize(100);
    }

    private static final class World {

        private final Random random;
        private final ModelTime time;
        private final ModelAnswerStreams streams;
        private final ModelServers<ModelServer> servers;
        private final List<Written> all = new ArrayList<>();
        private final Set<String> names = new LinkedHashSet<>();
        /** What was requested to stop, or was found to have ended. */
        private final Set<String> stopped = new HashSet<>();

        World(long seed, int servers, Duration longestRequest) {
            random = new Random(seed);
            time = new ModelTime(random);
            streams = new ModelAnswerStreams(random, time, longestRequest);
            this.servers = new ModelServers<>(random, time, servers, this::newServer);
        }

        private ModelServer newServer() {
            return new ModelServer(random, time, streams, SILENCE, MAX_RECORDS);
        }

        void act(Act act) {
            ModelServer server = servers.any();
            boolean awake = !server.threads.isFrozen();
            switch (act) {
                case STEP -> time.step();
                case OPEN -> {
                    if (awake) {
                        open(server);
                    }
                }
                case WRITE -> {
                    if (awake) {
                        server.write();
                    }
                }
                case WRITE_MORE -> {
                    for (int i = 0; awake && i < 10; i++) {
                        server.write();
                        servers.steps(random.nextInt(3));
                    }
                }
                case END -> {
                    if (awake) {
                        server.end();
                    }
                }
                case STOP -> {
                    if (awake && !names.isEmpty()) {
                        stop(server, anyNameToStop());
                    }
                }
                case INSTANT_PASSES -> time.pass(Duration.ofMillis(random.nextInt(100)));
                case TIME_PASSES -> time.pass(SILENCE.dividedBy(16 + random.nextInt(50)));
                case SILENCE_PASSES -> time.pass(SILENCE.dividedBy(2).multipliedBy(1 + random.nextInt(4)));
                case REQUEST_FAILS -> streams.failNext();
                case REQUESTS_FAIL -> {
                    for (int i = 0; i < 8; i++) {
                        streams.failNext();
                    }
                }
                case LATE_REQUEST_ARRIVES -> streams.arrive();
                case NO_THREAD -> server.threads.rejectNext();
                case START -> servers.startIfFew();
                case RESPONSE_TO_THE_END_OF_A_LOG_IS_LOST ->
                    streams.before(request -> request.startsWith("close control/log-"), streams::loseNextResponse);
                case HALT -> {
                    if (awake) {
                        halt(server);
                    }
                }
                case KILL -> kill(server);
                case FREEZE -> server.threads.freeze(true);
                case THAW -> server.threads.freeze(false);
                case UNDEPLOY -> {
                    if (awake) {
                        undeploy(server);
                    }
                }
            }
            servers.someSteps();
        }

        private void open(ModelServer server) {
            String name = "answer" + names.size();
            names.add(name);
            if (server.open(name)) {
                all.add(server.written.get(server.written.size() - 1));
            }
        }

        /** The server stands still, too short for a dead one, while another one may stop an answer. */
        private void halt(ModelServer server) {
            servers.settle();
            server.threads.freeze(true);
            ModelServer other = servers.any();
            if (!other.threads.isFrozen() && !names.isEmpty() && random.nextBoolean()) {
                stop(other, anyNameToStop());
            }
            time.pass(SILENCE.dividedBy(16 - random.nextInt(8)));
            servers.someSteps();
            server.threads.freeze(false);
        }

        private void stop(ModelServer server, String name) {
            boolean known = all.stream().anyMatch(answer -> answer.stream.equals(name));
            Optional<StopResult> result = server.stop(name);
            if (known && result.isPresent()) {
                stopped.add(name);
            }
        }

        /** Mostly that of an answer that is open. */
        private String anyNameToStop() {
            List<String> open = all.stream()
                    .filter(answer -> answer.writer.outcome().isEmpty())
                    .map(answer -> answer.stream)
                    .toList();
            return open.isEmpty() || random.nextInt(4) == 0 ? anyName() : open.get(random.nextInt(open.size()));
        }

        private String anyName() {
            return List.copyOf(names).get(random.nextInt(names.size()));
        }

        private void kill(ModelServer server) {
            server.threads.kill();
            servers.remove(server);
        }

        private void undeploy(ModelServer server) {
            servers.remove(server);
            var unused = server.answers.beginClose();
            servers.steps(random.nextInt(20));
            server.answers.endClose();
            kill(server);
        }

        private void passQuietly(Duration span) {
            for (int i = 0; i < 64; i++) {
                time.pass(span.dividedBy(64));
                servers.settle();
                if (random.nextInt(16) == 0) {
                    streams.arrive();
                }
            }
        }

        void noneIsTakenOver() {
            for (Written answer : all) {
                assertThat(answer.writer.outcome())
                        .as(answer.stream)
                        .isNotEqualTo(Optional.of(AnswerOutcome.TAKEN_OVER));
                // A writer that has nothing to send does not notice.
                assertThat(answer.writer.outcome().isEmpty() && streams.streams.get(answer.stream).closed)
                        .as(answer.stream + " is ended by another server")
                        .isFalse();
            }
        }

        void stopsArrive() {
            streams.quiet();
            passQuietly(SILENCE.dividedBy(4));
            assertThat(all)
                    .filteredOn(answer -> stopped.contains(answer.stream))
                    .allSatisfy(answer -> assertThat(answer.writer.outcome())
                            .as(answer.stream)
                            .isPresent());
            for (Written answer : all) {
                boolean open = answer.writer.outcome().isEmpty();
                assertThat(servers.any().stop(answer.stream)).isPresent();
                passQuietly(Duration.ofSeconds(2));
                assertThat(answer.writer.outcome()).as(answer.stream).isPresent();
                if (open) {
                    assertThat(answer.writer.outcome()).contains(AnswerOutcome.STOPPED);
                    assertThat(answer.cancelled).isEqualTo(1);
                }
            }
        }

        void finish() {
            streams.quiet();
            time.quiet();
            ModelServer last = servers.start();
            // One of them holds up none of the others.
            Optional<String> broken = breakOne();
            passQuietly(SILENCE.multipliedBy(2));
            for (ModelServer server : servers.living()) {
                if (server != last && random.nextBoolean()) {
                    kill(server);
                } else if (server != last && random.nextBoolean()) {
                    server.threads.freeze(true);
                } else {
                    server.threads.freeze(false);
                    server.written.forEach(server::end);
                }
            }
            passQuietly(SILENCE);
            check(broken);
            broken.ifPresent(streams::repair);
            servers.living().forEach(server -> server.threads.freeze(false));
            servers.living().forEach(server -> server.written.forEach(answer -> server.write()));
            passQuietly(SILENCE);
            check(Optional.empty());
            servers.living()
                    .forEach(server -> server.written.forEach(
                            answer -> assertThat(answer.writer.outcome()).isPresent()));
            servers.living().forEach(this::undeploy);
            assertThat(time.isIdle()).as("idle").isTrue();
            leavesNoLog();
        }

        private Optional<String> breakOne() {
            Optional<String> broken =
                    names.isEmpty() || random.nextBoolean() ? Optional.empty() : Optional.of(anyName());
            broken.ifPresent(streams::breakForGood);
            return broken;
        }

        /** What a server leaves, the next one removes. */
        private void leavesNoLog() {
            ModelServer cleaning = servers.start();
            passQuietly(SILENCE);
            undeploy(cleaning);
            assertThat(streams.read("servers")
                            .map(CheckpointStore.Checkpoint::content)
                            .orElse(""))
                    .as("the list of logs")
                    .isEmpty();
        }

        private void check(Optional<String> broken) {
            for (String name : names) {
                if (broken.filter(name::equals).isPresent()) {
                    continue;
                }
                ModelStreams.Stream stream = streams.streams.get(name);
                Optional<Written> written = all.stream()
                        .filter(answer -> answer.stream.equals(name))
                        .findFirst();
                if (stream == null) {
                    assertThat(written).as(name + " was begun").isEmpty();
                    continue;
                }
                List<String> types = stream.messages.stream().map(World::type).toList();
                assertThat(stream.closed)
                        .as(() -> name + " is closed: " + types)
                        .isTrue();
                assertThat(types.get(0)).isEqualTo("started");
                assertThat(types.get(types.size() - 1)).isIn("done", "stopped", "failed");
                assertThat(types.subList(1, types.size() - 1)).as(name).allMatch("delta"::equals);
                String text = text(stream);
                written.ifPresent(answer -> {
                    assertThat(answer.text.toString()).as(name).startsWith(text);
                    if (type(stream.messages.get(types.size() - 1)).equals("done")) {
                        assertThat(text).as(name).isEqualTo(answer.text.toString());
                    }
                });
            }
        }

        private static JsonObject json(String message) {
            return Json.createReader(new StringReader(message)).readObject();
        }

        private static String type(String message) {
            return json(message).getString("type");
        }

        private static String text(ModelStreams.Stream stream) {
            StringBuilder text = new StringBuilder();
            stream.messages.forEach(message -> text.append(json(message).getString("text", "")));
            return text.toString();
        }
    }
}
