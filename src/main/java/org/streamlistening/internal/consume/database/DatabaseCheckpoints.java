package org.streamlistening.internal.consume.database;

import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.streamlistening.consumer.CheckpointStore;

/** Keeps the checkpoints of consumers in a table of the application. For any thread without a transaction. */
public final class DatabaseCheckpoints implements CheckpointStore {

    private final ConsumerTable table;

    /** Whether the table is made unless it exists; false once that was done. */
    private volatile boolean creates;

    private final String prefix;

    /**
     * @param prefix of the consumers of this application
     * @param createTable whether to make the table unless it exists
     * @param lease how long a statement may wait, and a transaction that has moved a position
     */
    public DatabaseCheckpoints(DataSource source, String prefix, boolean createTable, Duration lease) {
        this.prefix = prefix;
        this.table = new ConsumerTable(source, lease);
        this.creates = createTable;
    }

    private ConsumerTable table() {
        if (creates) {
            table.createIfMissing();
            creates = false;
        }
        return table;
    }

    @Override
    public Optional<Checkpoint> read(String consumer) {
        return table().checkpoint(key(consumer));
    }

    @Override
    public boolean write(String consumer, long expectedVersion, String content) {
        return expectedVersion == 0
                ? table().insert(key(consumer), content)
                : table().replace(key(consumer), expectedVersion, content);
    }

    /** The key of a consumer in the table. Applications that share a database have different prefixes. */
    String key(String consumer) {
        return prefix + "/" + consumer;
    }

    ConsumerTable made() {
        return table();
    }
}
