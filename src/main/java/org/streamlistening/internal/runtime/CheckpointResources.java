package org.streamlistening.internal.runtime;

import jakarta.transaction.UserTransaction;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.streamlistening.consumer.CheckpointStore;

/**
 * What the application and its container provide for the checkpoints of consumers.
 *
 * @param store a store that is a bean of the application
 * @param database the data source that the configuration names
 * @param transaction that of the calling thread; throws if the container has none
 */
public record CheckpointResources(
        Optional<CheckpointStore> store, Optional<DataSource> database, Supplier<UserTransaction> transaction) {}
