package org.streamlistening.internal.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.streamlistening.internal.store.database.TestChanges.NOW;
import static org.streamlistening.internal.store.database.TestChanges.append;
import static org.streamlistening.internal.store.database.TestChanges.appended;
import static org.streamlistening.internal.store.database.TestChanges.createStream;
import static org.streamlistening.internal.store.database.TestChanges.created;
import static org.streamlistening.internal.store.database.TestChanges.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.store.StoredStream;

/** Two servers with one database. */
@ParameterizedClass
@EnumSource
class TwoStoresTest {

    private static final int ROUNDS = 40;

    @Parameter
    TestDatabase kind;

    private DatabaseStore one;
    private DatabaseStore two;

    @BeforeEach
    void open() {
        String prefix = TestDatabase.newPrefix();
        one = new DatabaseStore(kind.source(), prefix, true, id -> {});
        two = new DatabaseStore(kind.source(), prefix, true, id -> {});
    }

    private interface Act<T> {
        T on(DatabaseStore store, int number) throws Exception;
    }

    /** The results of the same act at the same time, at each store on two threads. */
    private <T> List<T> atOnce(Act<T> act) throws Exception {
        List<DatabaseStore> stores = List.of(one, two, one, two);
        CyclicBarrier start = new CyclicBarrier(stores.size());
        List<FutureTask<T>> running = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            int number = i;
            Callable<T> task = () -> {
                start.await();
                return act.on(stores.get(number), number);
            };
            FutureTask<T> future = new FutureTask<>(task);
            running.add(future);
            new Thread(future).start();
        }
        List<T> results = new ArrayList<>();
        for (FutureTask<T> future : running) {
            results.add(future.get());
        }
        return results;
    }

    @Test
    void appendsAtTheSameTimeAreAllKeptInTheOrderOfEachWriter() throws Exception {
        createStream(one, created(7, "a"));
        atOnce((store, writer) -> {
            for (int i = 0; i < ROUNDS; i++) {
                append(store, "a", writer + "." + i + " ");
            }
            return "";
        });
        String all = text(two, "a");
        assertThat(all.split(" ")).hasSize(4 * ROUNDS);
        for (int writer = 0; writer < 4; writer++) {
            String of = writer + ".";
            assertThat(Arrays.stream(all.split(" ")).filter(word -> word.startsWith(of)))
                    .containsExactlyElementsOf(java.util.stream.IntStream.range(0, ROUNDS)
                            .mapToObj(i -> of + i)
                            .toList());
        }
    }

    @Test
    void aRequestOfAProducerIsKeptOnceHoweverOftenItIsSent() throws Exception {
        createStream(one, created(7, "a"));
        atOnce((store, writer) -> {
            for (int i = 0; i < ROUNDS; i++) {
                ProducerRequest request = new ProducerRequest("p", 0, i);
                store.transact(transaction -> {
                    StoredStream before = transaction.lock("a").orElseThrow();
                    Map<String, ProducerState> known = transaction.producers(before.number(), List.of("p"));
                    long last = known.isEmpty() ? -1 : known.get("p").request().seq();
                    if (request.seq() > last) {
                        transaction.append(
                                before, List.of(appended(before.number(), NOW, request, request.seq() + " ")));
                    }
                    return "";
                });
            }
            return "";
        });
        assertThat(text(one, "a").split(" "))
                .containsExactly(java.util.stream.IntStream.range(0, ROUNDS)
                        .mapToObj(String::valueOf)
                        .toArray(String[]::new));
    }

    @Test
    void aStreamIsCreatedOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "s" + round;
            int first = 10 * round;
            List<Boolean> made = atOnce((store, writer) -> createStream(store, created(first + writer, id, "x")));
            assertThat(made).containsExactlyInAnyOrder(true, false, false, false);
            assertThat(text(one, id)).isEqualTo("x");
        }
        assertThat(one.count()).isEqualTo(ROUNDS);
    }

    /** Forks are made and dropped while others want to drop the source: it is hidden as long as it has forks. */
    @Test
    void aSourceIsKeptAsLongAsItHasForks() throws Exception {
        for (int round = 0; round < 10; round++) {
            String source = "s" + round;
            int first = 10 * round;
            createStream(one, created(first, source, "x"));
            atOnce((store, writer) -> {
                if (writer == 3) {
                    drop(store, source);
                } else if (fork(store, source, source + "/" + writer, first + 1 + writer) && writer > 0) {
                    drop(store, source + "/" + writer);
                }
                return "";
            });
            Optional<StoredStream> left = one.find(source);
            int forks = one.find(source + "/0").isPresent() ? 1 : 0;
            assertThat(left.map(StoredStream::forks).orElse(0)).isEqualTo(forks);
            assertThat(left.isPresent() || forks == 0).isTrue();
            left.ifPresent(stream -> assertThat(stream.image().hidden()).isTrue());
        }
    }

    private static boolean fork(DatabaseStore store, String sourceId, String id, long number) {
        return store.transact(transaction -> {
            transaction.lock(id);
            Optional<StoredStream> source =
                    transaction.lock(sourceId).filter(found -> !found.image().hidden());
            source.ifPresent(found -> {
                transaction.addForks(found.number(), 1);
                transaction.create(created(number, id), 1);
            });
            return source.isPresent();
        });
    }

    private static void drop(DatabaseStore store, String id) {
        store.transact(transaction -> {
            StoredStream stream = transaction.lock(id).orElseThrow();
            if (stream.forks() > 0) {
                transaction.hide(stream.number());
                return "";
            }
            if (id.contains("/")) {
                StoredStream source =
                        transaction.lock(id.substring(0, id.indexOf('/'))).orElseThrow();
                transaction.addForks(source.number(), -1);
            }
            transaction.drop(stream.number());
            return "";
        });
    }

    @Test
    void serversCleanAtTheSameTime() throws Exception {
        for (int i = 0; i < 20; i++) {
            String id = "s" + i;
            createStream(one, created(i, id, "x"));
            one.transact(transaction -> {
                transaction.drop(transaction.lock(id).orElseThrow().number());
                return "";
            });
        }
        atOnce((store, writer) -> {
            while (store.clean()) {
                assertThat(store.count()).isZero();
            }
            return "";
        });
        while (one.clean()) {
            assertThat(one.count()).isZero();
        }
        assertThat(one.chunks(3, 0, 0, 10)).isEmpty();
    }
}
