package org.streamlistening.internal.store.notices;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Notices as rows of a table that each server polls, however many readers wait. */
final class PolledNotices implements NoticeTransport {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    /** The limit of the column. */
    static final int MAX_TEXT = 4000;

    private static final Duration BUSY_PAUSE = Duration.ofMillis(100);
    private static final Duration IDLE_PAUSE = Duration.ofMillis(200);

    /** More rows than the others read would only cost. */
    private static final Duration GATHERED_FOR = Duration.ofMillis(50);

    private static final Duration CLEANED_EVERY = Duration.ofSeconds(10);

    /** After a longer pause between two polls, or between insert and commit, rows can have been missed. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(ChangeTable.RECENT_SECONDS / 2);

    /** The rows of a server that was forgotten are reported again. */
    private static final int MAX_SERVERS = 1000;

    private final ChangeTable table;
    private final LongSupplier nanoTime;

    /** For the sending thread. */
    private long nextSeq = 1;

    // For the receiving thread.
    private final Map<Long, Long> lastSeqs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MAX_SERVERS;
        }
    };
    private boolean connected;
    private long lastPoll;
    private long lastClean;

    /** @param nanoTime the time, as {@link System#nanoTime} */
    PolledNotices(ChangeTable table, LongSupplier nanoTime) {
        this.table = table;
        this.nanoTime = nanoTime;
        this.lastClean = nanoTime.getAsLong();
    }

    /** A batch that is sent again gets other numbers: the first attempt can have succeeded, or still succeed. */
    @Override
    public void send(NoticeBatch batch) throws SQLException {
        List<String> texts = NoticeCodec.encode(batch, MAX_TEXT);
        long first = nextSeq;
        nextSeq += texts.size();
        long begin = nanoTime.getAsLong();
        table.insert(first, texts);
        if (nanoTime.getAsLong() - begin > LONGEST_PAUSE.toNanos()) {
            throw new SQLException("the insert took so long that other servers can have missed it");
        }
    }

    @Override
    public Duration pauseAfterSend() {
        return GATHERED_FOR;
    }

    @Override
    public Duration receive(NoticeListeners listeners) throws SQLException {
        long begin = nanoTime.getAsLong();
        boolean found = connected && poll(listeners);
        if (!connected || nanoTime.getAsLong() - lastPoll > LONGEST_PAUSE.toNanos()) {
            connect(listeners);
        }
        lastPoll = begin;
        if (begin - lastClean > CLEANED_EVERY.toNanos()) {
            lastClean = begin;
            clean();
        }
        return found ? BUSY_PAUSE : IDLE_PAUSE;
    }

    private void connect(NoticeListeners listeners) throws SQLException {
        lastSeqs.putAll(table.newest());
        connected = true;
        listeners.report(NoticeBatch.EVERYTHING);
    }

    private boolean poll(NoticeListeners listeners) throws SQLException {
        boolean found = false;
        for (Map.Entry<Long, Long> newest : table.recent().entrySet()) {
            long last = lastSeqs.getOrDefault(newest.getKey(), 0L);
            if (newest.getValue() > last) {
                report(newest.getKey(), last, listeners);
                found = true;
            }
        }
        return found;
    }

    private void report(long server, long last, NoticeListeners listeners) throws SQLException {
        for (ChangeTable.Row row : table.rows(server, last)) {
            lastSeqs.put(server, row.seq());
            listeners.report(NoticeCodec.decode(row.text()));
        }
    }

    /** Another server may delete the same rows now; the next call tries again. */
    private void clean() {
        try {
            table.clean();
        } catch (SQLException failure) {
            LOG.log(System.Logger.Level.DEBUG, "old rows of change notices could not be deleted", failure);
        }
    }

    @Override
    public void disconnect() {
        connected = false;
    }
}
