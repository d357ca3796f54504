package org.streamlistening.internal.store.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.streamlistening.internal.store.database.FaultyDatabase.Fault;
import org.streamlistening.internal.store.database.ModelledStore.Act;

/**
 * Whatever fails, in statements and in commits, before and after they took effect: each change that succeeds is kept
 * once, with all of its fields, and a change that fails is not kept.
 */
class StoreFaultsPropertyTest {

    @Property(tries = 300)
    void inH2(@ForAll @Size(max = 40) List<Act> acts, @ForAll long seed) {
        run(TestDatabase.H2, acts, seed);
    }

    @Property(tries = 20)
    void inPostgres(@ForAll @Size(max = 40) List<Act> acts, @ForAll long seed) {
        run(TestDatabase.POSTGRES, acts, seed);
    }

    private static void run(TestDatabase kind, List<Act> acts, long seed) {
        Random random = new Random(seed);
        FaultyDatabase database = new FaultyDatabase(kind.source());
        ModelledStore[] modelled = new ModelledStore[1];
        String prefix = TestDatabase.newPrefix();
        DatabaseStore store = new DatabaseStore(
                database.source(), prefix, true, id -> modelled[0].changes.add(id), new ManualClock());
        modelled[0] = new ModelledStore(store, random);
        for (Act act : acts) {
            Map<Integer, Fault> faults = faults(random);
            database.failsAt(faults);
            boolean works = modelled[0].run(act);
            // Four connections that are lost one after the other are given up, and one that is refused.
            assertThat(works || !faults.isEmpty()).isTrue();
            database.failsAt(Map.of());
            modelled[0].checkEquality();
            assertThat(database.open()).isZero();
        }
        dropTables(kind, prefix);
    }

    private static Map<Integer, Fault> faults(Random random) {
        Map<Integer, Fault> faults = new HashMap<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            faults.put(random.nextInt(9), Fault.values()[random.nextInt(Fault.values().length)]);
        }
        return faults;
    }

    private static void dropTables(TestDatabase kind, String prefix) {
        for (String table : List.of("stream", "chunk", "producer", "garbage", "schema")) {
            TestDatabase.execute(kind.source(), "drop table " + prefix + table);
        }
    }
}
