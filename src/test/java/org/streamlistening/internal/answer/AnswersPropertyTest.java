package org.streamlistening.internal.answer;

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
import org.streamlistening.internal.answer.ModelServer.Written;
import org.streamlistening.internal.answer.control.ModelStreams;
import org.streamlistening.support.ModelTime;
import static org.assertj.core.api.Assertions.assertThat;


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
        for (Act act : acts) {
            world.act(act);
            world.settle();
        }
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
                        Act.STOP,
                        Act.REQUEST_FAILS,
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
        private final int most;
        private final List<ModelServer> living = new ArrayList<>();
        private final List<Written> all = new ArrayList<>();
        private final Set<String> names = new LinkedHashSet<>();
        /** What was requested to stop, or was found to have ended. */
        private final Set<String> stopped = new HashSet<>();

        World(long seed, int servers, Duration longestRequest) {
            random = new Random(seed);
            time = new ModelTime(random);
            streams = new ModelAnswerStreams(random, time, longestRequest);
            most = servers;
            for (int i = 0; i < servers; i++) {
                start();
            }
        }

        private ModelServer start() {
            ModelServer server = new ModelServer(random, time, streams, SILENCE, MAX_RECORDS);
            living.add(server);
            return server;
        }

        void act(Act act) {
            if (living.isEmpty()) {
                start();
            }
            ModelServer server = living.get(random.nextInt(living.size()));
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
                        steps(random.nextInt(3));
                    }
                }
                case END -> {
                    if (awake) {
                        server.end();
                    }
                }
                case STOP -> {
                    if (awake && !names.isEmpty()) {
                        stop(server, anyName());
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
                case START -> {
                    if (living.size() < most) {
                        start();
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
            steps(random.nextInt(random.nextBoolean() ? 3 : 16));
        }

        private void open(ModelServer server) {
            String name = "answer" + names.size();
            names.add(name);
            if (server.open(name)) {
                all.add(server.written.get(server.written.size() - 1));
            }
        }

        private void stop(ModelServer server, String name) {
            boolean known = all.stream().anyMatch(answer -> answer.stream.equals(name));
            Optional<StopResult> result = server.stop(name);
            if (known && result.isPresent()) {
                stopped.add(name);
            }
        }

        private String anyName() {
            return List.copyOf(names).get(random.nextInt(names.size()));
        }

        private void kill(ModelServer server) {
            server.threads.kill();
            living.remove(server);
        }

        private void undeploy(ModelServer server) {
            living.remove(server);
            var unused = server.answers.beginClose();
            steps(random.nextInt(20));
            server.answers.endClose();
            kill(server);
        }

        private void steps(int count) {
            for (int i = 0; i < count; i++) {
                time.step();
            }
            time.throwFailure();
        }

        /** All threads run until they wait. */
        void settle() {
            for (int i = 0; i < 1000 && time.step(); i++) {
                time.throwFailure();
            }
        }

        private void passQuietly(Duration span) {
            for (int i = 0; i < 64; i++) {
                time.pass(span.dividedBy(64));
                settle();
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
                ModelServer any = living.get(random.nextInt(living.size()));
                assertThat(any.stop(answer.stream)).isPresent();
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
            ModelServer last = start();
            passQuietly(SILENCE.multipliedBy(2));
            for (ModelServer server : List.copyOf(living)) {
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
            check();
            living.forEach(server -> server.threads.freeze(false));
            living.forEach(server -> server.written.forEach(answer -> server.write()));
            passQuietly(SILENCE);
            check();
            living.forEach(server -> server.written.forEach(
                    answer -> assertThat(answer.writer.outcome()).isPresent()));
            for (ModelServer server : List.copyOf(living)) {
                undeploy(server);
            }
            assertThat(time.isIdle()).as("idle").isTrue();
        }

        private void check() {
            for (String name : names) {
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
