package org.streamlistening.internal.consume.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.ProducerFencedException;
import org.streamlistening.client.ProducerSequence;
import org.streamlistening.client.StreamClosedException;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamNotFoundException;

/**
 * One stream of records, as this server knows it: reads on from the last known end, and writes the next record. For one
 * thread at a time.
 */
final class CheckpointLog {

    /** Each further attempt follows a request of another writer that was stored in between and is not valid. */
    private static final int MAX_ATTEMPTS = 20;

    /** Whether a record can be appended. */
    enum Condition {
        OPEN,
        CLOSED,
        MISSING
    }

    /** What became of a record. */
    enum Outcome {
        /** It is valid. */
        WRITTEN,
        /** Another record has its version: it is not valid, and never will be. */
        LOST,
        /** It is not valid, and the stream is closed: it never will be. */
        CLOSED,
        /** There is no such stream, or no longer. */
        MISSING
    }

    private final LogStreams streams;
    private final RecordCodec codec;
    private final String stream;
    private final String producer;
    private final RegisterUse use;

    private Offset end = Offset.BEGINNING;
    private LogState state = LogState.EMPTY;
    private Condition condition = Condition.OPEN;

    /** The next request of the epoch of this server; null: its next write begins an epoch. */
    private @Nullable ProducerSequence claim;

    CheckpointLog(LogStreams streams, RecordCodec codec, String stream, String producer, RegisterUse use) {
        this.streams = streams;
        this.codec = codec;
        this.stream = stream;
        this.producer = producer;
        this.use = use;
    }

    String stream() {
        return stream;
    }

    LogState state() {
        return state;
    }

    /** The condition at the last request. */
    Condition condition() {
        return condition;
    }

    /** Reads what is new. The end of a closed stream is final, and needs no further request. */
    Condition read() {
        advance();
        return condition;
    }

    /** Reads what is new, and returns the valid records of it. */
    private List<LogRecord> advance() {
        if (condition == Condition.CLOSED) {
            return List.of();
        }
        try {
            return fold(streams.read(stream, end));
        } catch (StreamNotFoundException missing) {
            condition = Condition.MISSING;
        } catch (StreamGoneException gone) {
            if (gone.earliestOffset().isPresent() && !gone.recreated()) {
                throw use.headless(stream, gone);
            }
            // Deleted, or created again: then the offset is that of the earlier stream.
            condition = Condition.MISSING;
        }
        return List.of();
    }

    private List<LogRecord> fold(MessagePage page) {
        List<LogRecord> valid = new ArrayList<>();
        LogState next = state;
        for (String message : page.messages()) {
            Optional<LogRecord> record = codec.decode(message);
            next = next.after(record, message.length());
            record.filter(next.last()::equals).ifPresent(valid::add);
        }
        state = next;
        end = page.next();
        condition = page.closed() ? Condition.CLOSED : Condition.OPEN;
        if (!state.begun()) {
            // The order from the beginning decides: the rest alone means nothing.
            throw use.headless(stream, null);
        }
        return valid;
    }

    /**
     * Appends a record whose version follows the known state, and reads what the stream made of it: the order of the
     * stream decides, not the response.
     *
     * @throws StreamException if it is unknown whether the record is valid, or may still become it
     */
    Outcome write(LogRecord record) {
        for (int attempt = 1; ; attempt++) {
            ProducerSequence sequence =
                    claim != null ? claim : new ProducerSequence(producer, state.highestEpoch() + 1, 0);
            claim = null;
            StreamException failure = null;
            boolean stored = false;
            try {
                stored = streams.append(stream, codec.encode(record.inEpoch(sequence.epoch())), sequence);
            } catch (StreamException e) {
                failure = e;
            }
            Optional<LogRecord> winner = winner(record.version(), failure);
            if (winner.isPresent()) {
                boolean mine = winner.get().id().equals(record.id());
                claim = mine && stored ? sequence.next() : null;
                return mine ? Outcome.WRITTEN : Outcome.LOST;
            }
            if (condition != Condition.OPEN) {
                return condition == Condition.CLOSED ? Outcome.CLOSED : Outcome.MISSING;
            }
            beginAnotherEpoch(sequence, failure);
            if (attempt == MAX_ATTEMPTS) {
                throw contended();
            }
        }
    }

    /** The valid record of the version that was just attempted. */
    private Optional<LogRecord> winner(long version, @Nullable StreamException failure) {
        try {
            return advance().stream()
                    .filter(valid -> valid.version() == version)
                    .findFirst();
        } catch (RuntimeException e) {
            if (failure != null) {
                e.addSuppressed(failure);
            }
            throw e;
        }
    }

    /** The record was not stored. In a later epoch it can be, unless the failure has another reason. */
    private void beginAnotherEpoch(ProducerSequence sequence, @Nullable StreamException failure) {
        state = state.withEpoch(sequence.epoch());
        if (failure instanceof ProducerFencedException fenced) {
            state = state.withEpoch(fenced.currentEpoch());
        } else if (failure != null) {
            // The server may have forgotten the epoch; then it rejects each number but 0.
            boolean forgotten = sequence.sequence() > 0 && (failure.status() == 409 || failure.status() == 400);
            // The stream was closed or missing at the append, and is open again: for the root only.
            boolean recreated = failure instanceof StreamClosedException || failure instanceof StreamNotFoundException;
            if (!forgotten && !recreated) {
                throw failure;
            }
        }
    }

    private StreamException contended() {
        return new StreamConflictException(
                "stream '" + stream + "' takes no record in " + MAX_ATTEMPTS
                        + " attempts. Does another program write there?",
                stream);
    }
}
