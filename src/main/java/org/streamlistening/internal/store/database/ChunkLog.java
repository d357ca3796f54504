package org.streamlistening.internal.store.database;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.streamlistening.internal.store.ChunkEnds;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.database.ChunkRows.Piece;

/**
 * The bytes of one stream. The ends of messages and appends are read without the bytes; those of the last two chunks are
 * kept, since a page begins in one chunk and ends in another. Thread-safe: what is kept is replaced as a whole.
 */
final class ChunkLog implements StreamLog {

    /** A message that is this much earlier than a known one is searched from there, else from the first chunk on. */
    private static final long NEAR = 1000;

    private final long stream;
    private final StoreTables tables;
    private final Statements statements;

    /** The newest first. */
    private volatile List<ChunkEnds> known = List.of();

    /** Executes statements that only read. */
    interface Statements {
        <T> T read(Function<SqlSession, T> statements);
    }

    ChunkLog(long stream, StoreTables tables, Statements statements) {
        this.stream = stream;
        this.tables = tables;
        this.statements = statements;
    }

    private Optional<ChunkEnds> keep(Optional<ChunkEnds> found) {
        found.ifPresent(ends -> {
            List<ChunkEnds> before = known;
            known = before.isEmpty() ? List.of(ends) : List.of(ends, before.get(0));
        });
        return found;
    }

    /** The chunk with the byte after a position, else the last chunk before it. */
    private Optional<ChunkEnds> at(long position) {
        for (ChunkEnds ends : known) {
            if (ends.start() <= position && position < ends.end()) {
                return Optional.of(ends);
            }
        }
        return keep(statements.read(session -> tables.chunks().at(session, stream, position)));
    }

    @Override
    public long messagesUpTo(long position) {
        for (ChunkEnds ends : known) {
            if (position == ends.end()) {
                return ends.messages();
            }
        }
        return at(position)
                .map(ends -> ends.messagesUpTo(Math.min(position, ends.end())))
                .orElseGet(() -> withoutChunks(position));
    }

    /** No chunk is left before a position: all were trimmed, or there never was one. */
    private long withoutChunks(long position) {
        StoredStream now = stream();
        return position >= now.image().state().tail()
                ? now.image().state().messages()
                : now.image().origin().messages();
    }

    private StoredStream stream() {
        return statements
                .read(session -> tables.streams().find(session, stream))
                .orElseThrow(StoreException::bytesDeleted);
    }

    @Override
    public long endOf(long message) {
        for (ChunkEnds ends : known) {
            if (ends.messagesBefore() <= message && message <= ends.messages()) {
                return ends.endOf(message);
            }
        }
        return keep(search(message)).map(ends -> endIn(ends, message)).orElseGet(() -> endWithoutChunks(message));
    }

    /** A message before the first chunk ends at its start, as far as readers can tell. */
    private static long endIn(ChunkEnds ends, long message) {
        return ends.endOf(Math.max(ends.messagesBefore(), Math.min(ends.messages(), message)));
    }

    private Optional<ChunkEnds> search(long message) {
        List<ChunkEnds> near = known;
        if (near.isEmpty() || message < near.get(0).messagesBefore() - NEAR) {
            return withMessage(Long.MIN_VALUE, message);
        }
        ChunkEnds last = near.get(0);
        return message > last.messages()
                ? withMessage(last.end(), message)
                : statements.read(session -> tables.chunks().withMessageBefore(session, stream, last.start(), message));
    }

    private Optional<ChunkEnds> withMessage(long from, long message) {
        return statements.read(session -> tables.chunks().withMessage(session, stream, from, message));
    }

    private long endWithoutChunks(long message) {
        StoredStream now = stream();
        return message >= now.image().state().messages()
                ? now.image().state().tail()
                : now.image().origin().tail();
    }

    @Override
    public long appendEndAfter(long position) {
        return at(position)
                .filter(ends -> position < ends.end())
                .map(ends -> ends.appendEndAfter(position))
                .orElse(position);
    }

    /** Loads the bytes, so that no connection is needed while a slow client takes them. */
    @Override
    public StreamBytes bytes(long from, long to) {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        long at = from;
        for (Piece piece : statements.read(session -> tables.chunks().pieces(session, stream, from, to))) {
            int skipped = (int) (at - piece.start());
            int size = (int) Math.min(piece.bytes().length - (long) skipped, to - at);
            if (skipped < 0 || size < 0) {
                throw StoreException.bytesDeleted();
            }
            System.arraycopy(piece.bytes(), skipped, bytes, (int) (at - from), size);
            at += size;
        }
        if (at < to) {
            throw StoreException.bytesDeleted();
        }
        return new LoadedBytes(bytes);
    }

    /** Transactions delete chunks, see {@link org.streamlistening.internal.store.SharedTransaction#trim}. */
    @Override
    public void dropBefore(long position) {
        // The bytes stay until a transaction deletes them.
    }

    private static final class LoadedBytes implements StreamBytes {

        private final byte[] bytes;
        private int at;

        LoadedBytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long remaining() {
            return bytes.length - at;
        }

        @Override
        public void writeNext(OutputStream out, int max) throws IOException {
            int from = at;
            at = from + Math.min(max, bytes.length - from);
            out.write(bytes, from, at - from);
        }
    }
}
