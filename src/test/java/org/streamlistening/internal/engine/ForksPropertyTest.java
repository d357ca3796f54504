package org.streamlistening.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamOffset;

/**
 * Trees of forks that grow, receive appends, lose streams in any order, and are recovered from their directory. Each
 * stream reads as its own text, a deleted stream is kept as long as a fork needs it, and the last deletion leaves no
 * file.
 */
class ForksPropertyTest {

    private static final int ACTS = 50;

    private Path directory;
    private StoreHarness store;
    private final Map<String, Branch> branches = new LinkedHashMap<>();
    private int created;

    /** The expected state of a stream. */
    private static final class Branch {
        final String id;
        final StringBuilder text;
        final List<Branch> forks = new ArrayList<>();
        /** The beginning and the end of each append. */
        final TreeSet<Integer> ends = new TreeSet<>(Set.of(0));

        boolean deleted;

        Branch(String id, Optional<Branch> source, String text) {
            this.id = id;
            this.text = new StringBuilder(text);
            source.ifPresent(from -> ends.addAll(from.ends.headSet(text.length())));
            ends.add(text.length());
        }

        /** Whether the server must keep it, for readers or for its forks. */
        boolean isNeeded() {
            return !deleted || forks.stream().anyMatch(Branch::isNeeded);
        }
    }

    @BeforeTry
    void begin() throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "forks");
        store = StoreHarness.open(directory);
    }

    @AfterTry
    void end() throws IOException {
        store.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 15)
    void everyForkReadsItsOwnTextInAnyOrderOfDeletions(@ForAll long seed, @ForAll @IntRange(max = 10) int deletions)
            throws IOException {
        Random chance = new Random(seed);
        branches.clear();
        created = 0;
        for (int i = 0; i < ACTS; i++) {
            List<Branch> living =
                    branches.values().stream().filter(branch -> !branch.deleted).toList();
            int act = chance.nextInt(20);
            if (living.isEmpty() || act == 0) {
                create();
            } else if (act == 1) {
                reopen();
            } else if (act <= 1 + deletions) {
                delete(living.get(chance.nextInt(living.size())));
            } else if (act % 2 == 0) {
                append(living.get(chance.nextInt(living.size())), "+" + i);
            } else {
                // Mostly a fork of the newest one: chains get long.
                int index = chance.nextInt(3) == 0 ? chance.nextInt(living.size()) : living.size() - 1;
                fork(living.get(index), chance);
            }
            if (act < 2) {
                assertAllIsAsItShouldBe();
            }
        }
        reopen();
        assertAllIsAsItShouldBe();
        List<Branch> left = new ArrayList<>(
                branches.values().stream().filter(branch -> !branch.deleted).toList());
        Collections.shuffle(left, chance);
        left.forEach(this::delete);
        assertAllIsAsItShouldBe();
        reopen();
        assertAllIsAsItShouldBe();
        try (Stream<Path> files = Files.walk(directory.resolve("streams"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private void create() {
        String id = "s" + created++;
        store.create(id, StoreHarness.TEXT, id);
        branches.put(id, new Branch(id, Optional.empty(), id));
    }

    private void fork(Branch source, Random chance) {
        String id = "s" + created++;
        // Any position: the end of an append plus a number of bytes of the next one.
        int at = chance.nextInt(source.text.length() + 1);
        int end = source.ends.floor(at);
        StreamOffset anchor =
                StreamOffset.parse(store.streams().find(source.id).content().token(end));
        ForkRequest request = new ForkRequest(source.id, Optional.of(anchor), at - end);
        store.create(id, StoreHarness.TEXT, "", Optional.of(request), StreamLifetime.FOREVER);
        Branch fork = new Branch(id, Optional.of(source), source.text.substring(0, at));
        source.forks.add(fork);
        branches.put(id, fork);
    }

    private void append(Branch branch, String text) {
        store.append(branch.id, text);
        branch.text.append(text);
        branch.ends.add(branch.text.length());
    }

    private void delete(Branch branch) {
        store.delete(branch.id);
        branch.deleted = true;
    }

    private void reopen() {
        store.close();
        store = StoreHarness.open(directory);
    }

    /** A valid offset has the same bytes before it in the stream that returned it. */
    private void assertOffsetsOfOthersMeanTheSameOrNothing() {
        List<Branch> living =
                branches.values().stream().filter(branch -> !branch.deleted).toList();
        for (Branch giver : living) {
            for (int end : giver.ends) {
                StreamOffset given = StreamOffset.parse(content(giver).token(end));
                String before = giver.text.substring(0, end);
                assertThat(living)
                        .as("%s of %s", given, giver.id)
                        .filteredOn(taker -> takes(taker, given))
                        .contains(giver)
                        .allSatisfy(taker ->
                                assertThat(taker.text.toString()).as(taker.id).startsWith(before));
            }
        }
    }

    private boolean takes(Branch branch, StreamOffset given) {
        try {
            return content(branch).positionOf(given) == given.bytes();
        } catch (RequestRejectedException ofAnotherStream) {
            return false;
        }
    }

    private ReadableContent content(Branch branch) {
        return store.streams().find(branch.id).content();
    }

    private void assertAllIsAsItShouldBe() {
        assertOffsetsOfOthersMeanTheSameOrNothing();
        for (Branch branch : branches.values()) {
            if (!branch.deleted) {
                assertThat(store.read(branch.id, 0)).as(branch.id).isEqualTo(branch.text.toString());
            } else {
                assertThatThrownBy(() -> store.streams().find(branch.id))
                        .as(branch.id)
                        .isInstanceOfSatisfying(
                                RequestRejectedException.class,
                                rejection -> assertThat(rejection.reason())
                                        .isEqualTo(branch.isNeeded() ? Reason.DELETED : Reason.NOT_FOUND));
            }
        }
    }
}
