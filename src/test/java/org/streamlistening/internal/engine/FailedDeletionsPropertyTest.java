package org.streamlistening.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.server.Retention;

/**
 * Trees of forks with a retention, whose deletions take long, fail, or are not accepted: a stream that exists has all
 * its bytes, and in the end nothing is left.
 */
class FailedDeletionsPropertyTest {

    private static final Retention SHORT = new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.of(700));

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Set<String> leaving = new TreeSet<>();
    private HeldStore store;
    private StreamRegistry streams;
    private boolean holding;
    private int untilSubmitFails;
    private int made;

    private void begin() {
        texts.clear();
        leaving.clear();
        holding = false;
        untilSubmitFails = -1;
        made = 0;
        store = new HeldStore();
        store.beforeSubmit(() -> {
            if (untilSubmitFails-- == 0) {
                throw new IllegalStateException("as the test wants it");
            }
        });
        streams = new StreamRegistry(new EngineContext(store, waiters -> {}, Instant::now, SHORT, StoreHarness.LIMITS));
    }

    @Property(tries = 500)
    void everyStreamHasItsBytesAndTheLastDeletionLeavesNothing(
            @ForAll @Size(max = 60) List<@IntRange(max = 13) Integer> acts, @ForAll long seed) throws IOException {
        begin();
        Random random = new Random(seed);
        for (int act : acts) {
            act(act, random);
            if (!holding) {
                assertAllRead();
            }
        }
        settle(true);
        untilSubmitFails = -1;
        for (String id : List.copyOf(texts.keySet())) {
            streams.delete(id).join();
        }
        streams.sweep();
        long created = count(StreamChange.Created.class);
        assertThat(count(StreamChange.Dropped.class)).isGreaterThanOrEqualTo(created);
        for (int number = 0; number < made; number++) {
            assertThat(streams.create("s" + number, request("", Optional.empty()))
                            .join()
                            .changed())
                    .isTrue();
        }
    }

    private long count(Class<?> type) {
        return store.changes().stream().filter(type::isInstance).count();
    }

    private void act(int act, Random random) {
        List<String> living =
                texts.keySet().stream().filter(id -> !leaving.contains(id)).toList();
        String one = living.isEmpty() ? "" : living.get(random.nextInt(living.size()));
        switch (act) {
            case 0 -> holding |= hold();
            case 1 -> settle(true);
            case 2 -> settle(false);
            case 3, 4 -> streams.sweep();
            case 5 -> untilSubmitFails = random.nextInt(3);
            case 6, 7, 8 -> {
                if (!one.isEmpty()) {
                    delete(one);
                }
            }
            default -> {
                if (!holding) {
                    untilSubmitFails = -1;
                    grow(act, one, random);
                }
            }
        }
    }

    private boolean hold() {
        store.hold();
        return true;
    }

    private void settle(boolean keep) {
        if (!holding) {
            return;
        }
        holding = false;
        if (keep) {
            store.keep();
            texts.keySet().removeAll(leaving);
        } else {
            store.fail();
        }
        leaving.clear();
    }

    private void delete(String id) {
        try {
            var unused = streams.delete(id);
            if (holding) {
                leaving.add(id);
            } else {
                texts.remove(id);
            }
        } catch (IllegalStateException notAccepted) {
            // The stream still exists.
            assertThat(notAccepted).hasMessage("as the test wants it");
        }
    }

    private void grow(int act, String one, Random random) {
        String more = ("" + made).repeat(100 + random.nextInt(300));
        if (one.isEmpty() || act == 9) {
            String id = "s" + made++;
            streams.create(id, request(more, Optional.empty())).join();
            texts.put(id, more);
        } else if (act < 12) {
            String id = "s" + made++;
            streams.create(id, request(more, Optional.of(new ForkRequest(one, Optional.empty(), 0))))
                    .join();
            texts.put(id, texts.get(one) + more);
        } else {
            streams.append(
                            one,
                            new AppendRequest(Optional.of(StoreHarness.TEXT), more.getBytes(UTF_8), false, null, null))
                    .join();
            texts.put(one, texts.get(one) + more);
        }
    }

    private static CreateRequest request(String text, Optional<ForkRequest> fork) {
        return new CreateRequest(
                Optional.of(StoreHarness.TEXT), StreamLifetime.FOREVER, fork, false, text.getBytes(UTF_8));
    }

    private void assertAllRead() throws IOException {
        for (Map.Entry<String, String> stream : new ArrayList<>(texts.entrySet())) {
            ReadableContent content = streams.readable(stream.getKey()).content();
            int earliest = (int) content.earliest();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            StreamBytes bytes = content.page(earliest, 1 << 20).bytes();
            while (bytes.remaining() > 0) {
                bytes.writeNext(out, 1000);
            }
            assertThat(out.toString(UTF_8))
                    .as(stream.getKey())
                    .isEqualTo(stream.getValue().substring(earliest));
        }
    }
}
