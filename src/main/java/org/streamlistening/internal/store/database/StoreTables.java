package org.streamlistening.internal.store.database;

/** The statements on all tables of a store. Immutable. */
record StoreTables(StreamRows streams, ChunkRows chunks, ProducerRows producers, GarbageRows garbage) {

    static StoreTables of(TableNames names, Dialect dialect) {
        ChunkRows chunks = new ChunkRows(names, dialect);
        ProducerRows producers = new ProducerRows(names, dialect);
        return new StoreTables(new StreamRows(names), chunks, producers, new GarbageRows(names, chunks, producers));
    }
}
