package org.streamlistening.internal.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.store.database.TestChanges.NOW;
import static org.streamlistening.internal.store.database.TestChanges.append;
import static org.streamlistening.internal.store.database.TestChanges.appended;
import static org.streamlistening.internal.store.database.TestChanges.bytes;
import static org.streamlistening.internal.store.database.TestChanges.closed;
import static org.streamlistening.internal.store.database.TestChanges.create;
import static org.streamlistening.internal.store.database.TestChanges.created;
import static org.streamlistening.internal.store.database.TestChanges.text;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.store.ChunkEnds;
import org.streamlistening.internal.store.SharedStore.StreamMark;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamLog;

@ParameterizedClass
@EnumSource
class DatabaseStoreTest {

    @Parameter
    TestDatabase database;

    private final String prefix = TestDatabase.newPrefix();
    private final List<String> changed = new ArrayList<>();
    private DatabaseStore store;

    @BeforeEach
    void open() {
        store = new DatabaseStore(database.source(), prefix, true, changed::add);
    }

    private void change(String id, java.util.function.BiConsumer<SharedTransaction, StoredStream> change) {
        store.transact(transaction -> {
            change.accept(transaction, transaction.lock(id).orElseThrow());
            return "";
        });
    }

    private StoredStream stream(String id) {
        return store.find(id).orElseThrow();
    }

    private long rows(String table) {
        return TestDatabase.number(database.source(), "select count(*) from " + prefix + table);
    }

    @Test
    void aStreamIsFoundByIdAndNumber() {
        StreamChange.Created created = created(7, "a", "one", "two");
        assertThat(create(store, created)).isTrue();
        assertThat(create(store, created)).isFalse();
        StoredStream stream = stream("a");
        assertThat(stream.image())
                .isEqualTo(org.streamlistening.internal.engine.state.StreamImage.before(created)
                        .after(created));
        assertThat(store.find(7)).contains(stream);
        assertThat(store.find("b")).isEmpty();
        assertThat(store.find(8)).isEmpty();
        assertThat(text(store, "a")).isEqualTo("onetwo");
        assertThat(store.count()).isEqualTo(1);
        assertThat(changed).containsExactly("a");
        assertThat(store.health()).isEqualTo(StoreHealth.WRITABLE);
    }

    @Test
    void aStreamWithoutBytesHasNoChunk() {
        create(store, created(7, "a"));
        assertThat(rows("chunk")).isZero();
        assertThat(text(store, "a")).isEmpty();
        StreamLog log = store.log(7);
        assertThat(log.messagesUpTo(0)).isZero();
        assertThat(log.endOf(0)).isZero();
        assertThat(log.appendEndAfter(0)).isZero();
    }

    @Test
    void appendsOfOneTransactionAreOneChunk() {
        create(store, created(7, "a", "one"));
        change(
                "a",
                (transaction, before) -> transaction.append(
                        before, List.of(appended(7, "two", "three"), appended(7, "four"), closed(7, null))));
        assertThat(rows("chunk")).isEqualTo(2);
        assertThat(text(store, "a")).isEqualTo("onetwothreefour");
        assertThat(stream("a").image().state().messages()).isEqualTo(4);
        assertThat(stream("a").image().state().closed()).isTrue();
        assertThat(changed).containsExactly("a", "a");
    }

    @Test
    void aLogKnowsWhereMessagesAndAppendsEnd() {
        create(store, created(7, "a", "one", "two"));
        append(store, "a", "three");
        change(
                "a",
                (transaction, before) ->
                        transaction.append(before, List.of(appended(7, "4", "55"), appended(7, "666"))));
        // Messages end at 3, 6, 11, 12, 14, 17; appends at 6, 11, 14, 17.
        long[] ends = {0, 3, 6, 11, 12, 14, 17};
        long[] appends = {6, 11, 14, 17};
        for (boolean fresh : new boolean[] {true, false}) {
            StreamLog log = store.log(7);
            for (int position = 17; position >= 0; position--) {
                int at = position;
                StreamLog used = fresh ? store.log(7) : log;
                assertThat(used.messagesUpTo(position))
                        .as("messages up to %s", position)
                        .isEqualTo(Arrays.stream(ends).filter(end -> end <= at).count() - 1);
                assertThat(used.appendEndAfter(position))
                        .as("append after %s", position)
                        .isEqualTo(Arrays.stream(appends)
                                .filter(end -> end > at)
                                .findFirst()
                                .orElse(17));
            }
            for (int message = ends.length - 1; message >= 0; message--) {
                assertThat((fresh ? store.log(7) : log).endOf(message)).isEqualTo(ends[message]);
            }
        }
        for (int from = 0; from <= 17; from++) {
            for (int to = from; to <= 17; to++) {
                assertThat(text(store, 7, from, to)).isEqualTo("onetwothree455666".substring(from, to));
            }
        }
    }

    @Test
    void aMessageCanBeLongerThanOneMegabyte() {
        String message = "0123456789".repeat(150_000);
        create(store, created(7, "a", "x"));
        append(store, "a", message, "y");
        assertThat(text(store, "a").length()).isEqualTo(1_500_002);
        assertThat(text(store, 7, 1_500_000, 1_500_002)).isEqualTo("9y");
    }

    @Test
    void chunksAreCutAtAppends() {
        create(store, created(7, "a", "one", "two"));
        change(
                "a",
                (transaction, before) -> transaction.append(
                        before, List.of(appended(7, "4", "55"), appended(7, "666"), appended(7, "7"))));
        assertThat(store.chunks(7, 0, 13, 13))
                .containsExactly(
                        StoredChunk.of(0, 0, List.of(bytes("one", "two"))),
                        StoredChunk.of(6, 2, List.of(bytes("4", "55"), bytes("666"), bytes("7"))));
        assertThat(store.chunks(7, 9, 12, 3)).containsExactly(StoredChunk.of(9, 4, List.of(bytes("666"))));
        assertThat(store.chunks(7, 6, 12, 100))
                .containsExactly(StoredChunk.of(6, 2, List.of(bytes("4", "55"), bytes("666"))));
        assertThat(store.chunks(7, 0, 13, 12)).isEmpty();
        assertThat(store.chunks(7, 6, 6, 12)).isEmpty();
        assertReason(StoreException.Reason.BYTES_DELETED, () -> store.chunks(7, 0, 14, 100));
    }

    @Test
    void producersAreRememberedPerStream() {
        create(store, created(7, "a"));
        create(store, created(8, "b"));
        ProducerRequest p = new ProducerRequest("p", 1, 2);
        ProducerRequest q = new ProducerRequest("Q", 0, 0);
        ProducerRequest later = new ProducerRequest("p", 1, 3);
        Instant then = NOW.plusSeconds(5);
        change("a", (transaction, before) -> transaction.append(before, List.of(appended(7, NOW, p, "1"))));
        change(
                "a",
                (transaction, before) ->
                        transaction.append(before, List.of(appended(7, NOW, q, "2"), appended(7, then, later, "3"))));
        store.transact(transaction -> {
            assertThat(transaction.producers(7, List.of("p", "q", "Q", "P")))
                    .isEqualTo(Map.of("p", new ProducerState(later, then), "Q", new ProducerState(q, NOW)));
            assertThat(transaction.producers(7, Set.of())).isEmpty();
            assertThat(transaction.producers(8, Set.of("p"))).isEmpty();
            assertThat(transaction.countProducers(7, NOW.minusMillis(1))).isEqualTo(2);
            assertThat(transaction.countProducers(7, NOW)).isEqualTo(1);
            transaction.forgetProducers(7, then);
            assertThat(transaction.producers(7, List.of("p", "Q"))).containsOnlyKeys("p");
            return "";
        });
    }

    @Test
    void aUseIsStoredUnlessItIsEarlier() {
        StreamLifetime minute = StreamLifetime.parse(Optional.of("60"), Optional.empty());
        create(store, created(7, "a", minute));
        change("a", (transaction, before) -> transaction.touch(7, NOW.plusSeconds(30)));
        change("a", (transaction, before) -> transaction.touch(7, NOW.plusSeconds(10)));
        assertThat(stream("a").image().lastUsed()).isEqualTo(NOW.plusSeconds(30));
        assertThat(store.expired(NOW.plusSeconds(89), 10)).isEmpty();
        assertThat(store.expired(NOW.plusSeconds(90), 10)).containsExactly("a");
        change("a", (transaction, before) -> transaction.append(before, List.of(appended(7, NOW, null, "x"))));
        assertThat(stream("a").image().lastUsed()).isEqualTo(NOW.plusSeconds(30));
        assertThat(changed).as("a use is no change for readers").containsExactly("a", "a");
    }

    @Test
    void aLifetimeEndsAtItsInstant() {
        create(store, created(1, "past", expires("1960-01-01T00:00:00Z")));
        create(store, created(2, "exact", expires("2030-01-01T00:00:00.0005Z")));
        create(store, created(3, "far", expires("+999999999-01-01T00:00:00Z")));
        create(store, created(4, "ever"));
        assertThat(store.expired(NOW, 10)).containsExactly("past");
        assertThat(store.expired(NOW.plusMillis(1), 10)).containsExactly("past", "exact");
        assertThat(store.expired(NOW.plusMillis(1), 1)).containsExactly("past");
        assertThat(stream("far").image().config().lifetime()).isEqualTo(expires("+999999999-01-01T00:00:00Z"));
    }

    private static StreamLifetime expires(String at) {
        return new StreamLifetime(OptionalLong.empty(), Optional.of(Instant.parse(at)));
    }

    @Test
    void trimmedChunksAreDeletedIfNoForkNeedsThem() {
        create(store, created(7, "a", "one"));
        append(store, "a", "two", "three");
        append(store, "a", "four");
        change("a", (transaction, before) -> transaction.trim(7, 6, false));
        assertThat(stream("a").image().earliest()).isEqualTo(6);
        assertThat(rows("chunk")).isEqualTo(3);
        change("a", (transaction, before) -> transaction.trim(7, 6, true));
        assertThat(rows("chunk")).isEqualTo(2);
        assertThat(text(store, 7, 6, 15)).isEqualTo("threefour");
        assertReason(StoreException.Reason.BYTES_DELETED, () -> store.log(7).bytes(0, 4));
        change("a", (transaction, before) -> transaction.trim(7, 15, true));
        assertThat(rows("chunk")).isZero();
        assertThat(store.log(7).messagesUpTo(15)).isEqualTo(4);
        assertThat(store.log(7).endOf(4)).isEqualTo(15);
        change("a", (transaction, before) -> transaction.trim(7, 6, false));
        assertThat(stream("a").image().earliest()).isEqualTo(15);
        append(store, "a", "five");
        assertThat(text(store, 7, 15, 19)).isEqualTo("five");
        assertThat(store.log(7).messagesUpTo(19)).isEqualTo(5);
    }

    @Test
    void theEndBeforeATimeIsThatOfTheLastChunk() {
        create(store, created(7, "a", "one"));
        for (int second = 1; second <= 3; second++) {
            Instant at = NOW.plusSeconds(second);
            change("a", (transaction, before) -> transaction.append(before, List.of(appended(7, at, null, "two"))));
        }
        assertThat(store.endBefore(7, NOW)).isEmpty();
        assertThat(store.endBefore(7, NOW.plusMillis(1))).hasValue(3);
        assertThat(store.endBefore(7, NOW.plusSeconds(2))).hasValue(6);
        assertThat(store.endBefore(7, NOW.plusSeconds(9))).hasValue(12);
        assertThat(store.endBefore(8, NOW)).isEmpty();
    }

    @Test
    void aHiddenStreamIsUnneededWithoutForks() {
        create(store, created(7, "a", "one"));
        change("a", (transaction, before) -> transaction.addForks(7, 2));
        change("a", (transaction, before) -> transaction.hide(7));
        assertThat(stream("a").image().hidden()).isTrue();
        assertThat(stream("a").forks()).isEqualTo(2);
        assertThat(store.unneeded(10)).isEmpty();
        assertThat(store.expired(Instant.MAX, 10)).isEmpty();
        change("a", (transaction, before) -> transaction.addForks(7, -2));
        assertThat(store.unneeded(10)).containsExactly(7L);
        change("a", (transaction, before) -> transaction.touch(7, NOW.plusSeconds(1)));
        assertThat(store.unneeded(10)).containsExactly(7L);
        assertThat(changed).containsExactly("a", "a");
    }

    @Test
    void aDroppedStreamFreesItsIdAtOnceAndItsRowsLater() {
        create(store, created(7, "a", "one"));
        change(
                "a",
                (transaction, before) ->
                        transaction.append(before, List.of(appended(7, NOW, new ProducerRequest("p", 0, 0), "1"))));
        assertThat(store.clean()).isFalse();
        change("a", (transaction, before) -> transaction.drop(7));
        assertThat(store.find("a")).isEmpty();
        assertThat(create(store, created(8, "a", "new"))).isTrue();
        assertThat(text(store, "a")).isEqualTo("new");
        while (store.clean()) {
            assertThat(rows("garbage")).isEqualTo(1);
        }
        assertThat(rows("garbage")).isZero();
        assertThat(rows("chunk")).isEqualTo(1);
        assertThat(rows("producer")).isZero();
        assertReason(StoreException.Reason.BYTES_DELETED, () -> store.log(7).bytes(0, 3));
        assertReason(StoreException.Reason.BYTES_DELETED, () -> store.log(7).messagesUpTo(3));
        assertThat(changed).containsExactly("a", "a", "a", "a");
    }

    @Test
    void streamsAreListedInTheOrderOfTheirNumbers() {
        for (long number : new long[] {5, -3, Long.MAX_VALUE, 9}) {
            create(store, created(number, "s" + number));
        }
        assertThat(store.after(Long.MIN_VALUE, 3))
                .extracting(StoredStream::number)
                .containsExactly(-3L, 5L, 9L);
        assertThat(store.after(9, 3)).extracting(StoredStream::number).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void marksAreThoseOfTheStreamsThatExist() {
        create(store, created(7, "a", "one"));
        create(store, created(8, "b"));
        change("b", (transaction, before) -> transaction.append(before, List.of(closed(8, null))));
        change("b", (transaction, before) -> transaction.hide(8));
        List<String> ids = new ArrayList<>(List.of("a", "b"));
        for (int i = 0; i < 1500; i++) {
            ids.add("none" + i);
        }
        assertThat(store.marks(ids))
                .isEqualTo(Map.of(
                        "a", new StreamMark(7, 3, false, false),
                        "b", new StreamMark(8, 0, true, true)));
        assertThat(store.marks(List.of())).isEmpty();
    }

    @Test
    void idsDifferInEveryCharacter() {
        List<String> ids = List.of(
                "it's",
                "IT'S",
                "\"q\"",
                "ä",
                "a\u0308",
                "ß",
                "ss",
                "😀",
                "a b",
                "a b ",
                "a\\",
                "a\\0000",
                "a\0",
                "\ud800",
                "x".repeat(2000),
                "x".repeat(1999) + "y",
                "é".repeat(2000));
        long number = 0;
        for (String id : ids) {
            assertThat(create(store, created(++number, id, id.substring(0, 1)))).isTrue();
        }
        for (String id : ids) {
            assertThat(stream(id).image().id()).isEqualTo(id);
        }
        assertThat(store.marks(ids)).hasSize(ids.size());
        ProducerRequest[] producers =
                ids.stream().map(id -> new ProducerRequest(id, 0, 0)).toArray(ProducerRequest[]::new);
        change(
                "ä",
                (transaction, before) -> transaction.append(
                        before,
                        Arrays.stream(producers)
                                .map(producer -> appended(before.number(), NOW, producer, "m"))
                                .toList()));
        store.transact(transaction -> {
            assertThat(transaction.producers(stream("ä").number(), ids)).hasSize(ids.size());
            return "";
        });
    }

    @Test
    void workThatThrowsLeavesNothing() {
        create(store, created(7, "a", "one"));
        RuntimeException thrown = new IllegalArgumentException("as scripted");
        assertThatThrownBy(() -> change("a", (transaction, before) -> {
                    transaction.append(before, List.of(appended(7, "two")));
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(text(store, "a")).isEqualTo("one");
        assertThat(changed).containsExactly("a");
    }

    @Test
    void anAppendToAStateThatIsNotTheNewestIsRefused() {
        create(store, created(7, "a", "one"));
        StoredStream old = stream("a");
        append(store, "a", "two");
        assertThatThrownBy(() -> store.transact(transaction -> {
                    transaction.append(old, List.of(closed(7, null)));
                    return "";
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(stream("a").image().state().closed()).isFalse();
    }

    @Test
    void aChunkOfManyMessagesKeepsAllEnds() {
        String[] messages = new String[3000];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = "m".repeat(1 + i % 300);
        }
        StoredAppend append = bytes(messages);
        create(store, created(7, "a", messages));
        assertThat(store.chunks(7, 0, append.size(), append.size()))
                .extracting(StoredChunk::ends)
                .containsExactly(new ChunkEnds(0, 0, append.ends(), new int[] {append.size()}));
    }

    @Test
    void aCloseIsRemembered() {
        create(store, created(7, "a", "one"));
        ProducerRequest request = new ProducerRequest("p", 3, 4);
        change("a", (transaction, before) -> transaction.append(before, List.of(closed(7, request))));
        assertThat(stream("a").image().state().closedBy()).isEqualTo(request);
        assertThat(rows("chunk")).isEqualTo(1);
        assertThat(Duration.between(NOW, stream("a").image().lastUsed())).isZero();
    }

    private static void assertReason(
            StoreException.Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason));
    }
}
