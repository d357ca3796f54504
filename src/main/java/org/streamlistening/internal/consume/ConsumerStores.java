package org.streamlistening.internal.consume;

import jakarta.transaction.UserTransaction;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.internal.consume.database.DatabaseCheckpoints;
import org.streamlistening.internal.consume.database.TransactionalPosition;
import org.streamlistening.internal.consume.log.RegisterUse;
import org.streamlistening.internal.consume.log.StreamCheckpoints;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.runtime.CheckpointResources;
import org.streamlistening.internal.runtime.ConsumerSettings;
import org.streamlistening.internal.runtime.StreamRuntime;

/**
 * Where the consumers of one application keep their checkpoints: in a bean of the application if it has one, else in a
 * table if the configuration names a data source, else in streams.
 *
 * @param ofContainer whether the store needs threads and contexts of the container
 * @param database the table, if it is used
 */
record ConsumerStores(
        CheckpointStore checkpoints,
        boolean ofContainer,
        @Nullable DatabaseCheckpoints database,
        AtomicReference<@Nullable UserTransaction> transaction,
        CheckpointResources resources) {

    static ConsumerStores of(StreamRuntime runtime) {
        CheckpointResources resources = runtime.checkpoints();
        ConsumerSettings settings = runtime.settings().consumers();
        Optional<CheckpointStore> bean = resources.store();
        Optional<DataSource> source = bean.isPresent() ? Optional.empty() : resources.database();
        DatabaseCheckpoints database = source.map(found ->
                        new DatabaseCheckpoints(found, settings.prefix(), settings.createTable(), settings.lease()))
                .orElse(null);
        CheckpointStore streams = new StreamCheckpoints(runtime::client, settings.prefix(), RegisterUse.CONSUMERS);
        CheckpointStore store = bean.orElse(database == null ? streams : database);
        return new ConsumerStores(store, !store.equals(streams), database, new AtomicReference<>(), resources);
    }

    /** The position that moves in the transactions of the deliveries of a consumer; empty if there are none. */
    Optional<TransactionalPosition> position(RunningConsumer consumer) {
        return Optional.ofNullable(database)
                .map(table -> new TransactionalPosition(
                        consumer.getName(),
                        table,
                        this::userTransaction,
                        () -> progress(consumer),
                        () -> consumer.control().beginAgain()));
    }

    private static DeliveryProgress progress(RunningConsumer consumer) {
        ListenerStateMachine listener = consumer.control().listener();
        ListenerSnapshot reached = listener == null ? ListenerSnapshot.NOTHING : listener.snapshot();
        DeliveryProgress progress =
                reached.key() == null ? null : reached.progress().get(reached.streamId());
        return progress == null ? DeliveryProgress.NONE : progress;
    }

    /** The same object for all threads: it stands for the transaction of the calling one. */
    private UserTransaction userTransaction() {
        UserTransaction known = transaction.get();
        if (known == null) {
            known = resources.transaction().get();
            transaction.set(known);
        }
        return known;
    }

    /** @param container the executor for calls of the application, and the context that they need */
    StoreThreads threads(StoreThreads container, Executor io) {
        return ofContainer ? container : new StoreThreads(io, Runnable::run);
    }
}
